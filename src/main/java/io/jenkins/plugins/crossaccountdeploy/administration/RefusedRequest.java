package io.jenkins.plugins.crossaccountdeploy.administration;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kohsuke.stapler.HttpResponses.HttpResponseException;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** The answer to a request that cannot be answered as it is. Jenkins escapes the reason. */
final class RefusedRequest extends HttpResponseException {

    private static final long serialVersionUID = 1;

    private final int status;

    private RefusedRequest(int status, String reason) {
        super(reason);
        this.status = status;
    }

    /** It asks for what there is not, or is malformed. */
    static RefusedRequest malformed(String reason) {
        return new RefusedRequest(HttpServletResponse.SC_BAD_REQUEST, reason);
    }

    /** It can be answered when somebody else answers. */
    static RefusedRequest unavailable(String reason) {
        return new RefusedRequest(HttpServletResponse.SC_SERVICE_UNAVAILABLE, reason);
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
            throws IOException, ServletException {
        response.sendError(status, getMessage());
    }
}
