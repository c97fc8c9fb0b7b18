package hudson.model;

import org.kohsuke.stapler.HttpResponse;

public class AutoCompletionCandidates implements HttpResponse {
    public AutoCompletionCandidates() {}

    @SuppressWarnings("rawtypes")
    public static <T extends Item> AutoCompletionCandidates ofJobNames(
            Class<T> type, String value, ItemGroup container) {
        return null;
    }
}
