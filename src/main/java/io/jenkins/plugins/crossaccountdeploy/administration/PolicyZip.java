package io.jenkins.plugins.crossaccountdeploy.administration;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.setup.SetupArchive;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/** An environment's policies as a download. */
final class PolicyZip implements HttpResponse {

    private final String name;
    private final byte[] content;

    private PolicyZip(String name, byte[] content) {
        this.name = name;
        this.content = content;
    }

    /**
     * @throws BadRequest if the environment is incomplete or malformed
     * @throws InterruptedException if the thread is interrupted while AWS is asked
     */
    static PolicyZip of(DeploymentEnvironment environment, PolicyChoices choices) throws InterruptedException {
        List<String> faults = environment.faults();
        if (!faults.isEmpty()) {
            throw new BadRequest(String.join("; ", faults));
        }
        PolicyReport report = PolicyReport.of(environment, choices);
        return new PolicyZip(
                environment.getName() + "-policies.zip", SetupArchive.of(environment.getName(), report.getFiles()));
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
            throws IOException, ServletException {
        response.setContentType("application/zip");
        response.setContentLength(content.length);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + '"');
        response.getOutputStream().write(content);
    }
}
