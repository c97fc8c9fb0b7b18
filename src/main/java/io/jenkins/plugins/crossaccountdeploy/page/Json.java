package io.jenkins.plugins.crossaccountdeploy.page;

import io.jenkins.plugins.crossaccountdeploy.history.RecordJson;
import java.io.IOException;
import java.util.function.Supplier;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.verb.GET;

/** What a page shows as JSON: {@code api/json} below it. */
public final class Json {

    private final Supplier<?> content;

    /** @param content what it is at the moment when it is asked for: a record */
    public Json(Supplier<?> content) {
        this.content = content;
    }

    @GET
    public HttpResponse doJson() {
        return answer(content.get());
    }

    public static HttpResponse answer(Object content) {
        return new Answer(RecordJson.write(content));
    }

    private record Answer(byte[] json) implements HttpResponse {

        @Override
        public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
                throws IOException {
            response.setContentType("application/json;charset=UTF-8");
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("Cache-Control", "no-store");
            response.setContentLength(json.length);
            response.getOutputStream().write(json);
        }
    }
}
