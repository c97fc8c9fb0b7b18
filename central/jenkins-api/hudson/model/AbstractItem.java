package hudson.model;

public abstract class AbstractItem extends Actionable implements Item {
    AbstractItem() {}

    public final String getFullDisplayName() {
        return null;
    }

    @Override
    public final String getFullName() {
        return null;
    }

    @Override
    public final String getUrl() {
        return null;
    }
}
