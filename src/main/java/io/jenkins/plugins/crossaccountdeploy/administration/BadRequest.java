package io.jenkins.plugins.crossaccountdeploy.administration;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kohsuke.stapler.HttpResponses.HttpResponseException;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** The answer to a request that says nothing that can be answered. Jenkins escapes the reason. */
final class BadRequest extends HttpResponseException {

    private static final long serialVersionUID = 1;

    BadRequest(String reason) {
        super(reason);
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
            throws IOException, ServletException {
        response.sendError(HttpServletResponse.SC_BAD_REQUEST, getMessage());
    }
}
