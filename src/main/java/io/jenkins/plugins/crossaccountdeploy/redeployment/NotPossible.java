package io.jenkins.plugins.crossaccountdeploy.redeployment;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kohsuke.stapler.HttpResponses.HttpResponseException;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** The answer to one who wants what a job that is not as it should be stands in the way of. Jenkins escapes the reason. */
final class NotPossible extends HttpResponseException {

    private static final long serialVersionUID = 1;

    NotPossible(String reason) {
        super(reason);
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
            throws IOException, ServletException {
        response.sendError(HttpServletResponse.SC_CONFLICT, getMessage());
    }
}
