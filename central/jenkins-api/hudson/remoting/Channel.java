package hudson.remoting;

public class Channel implements VirtualChannel {
    Channel() {}

    @Override
    public <T> T export(Class<T> type, T instance) {
        return null;
    }
}
