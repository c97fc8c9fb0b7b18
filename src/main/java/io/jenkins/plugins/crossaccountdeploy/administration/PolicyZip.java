package io.jenkins.plugins.crossaccountdeploy.administration;

import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.setup.SetupArchive;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.HttpResponses.HttpResponseException;
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
     * For one who looks at it: where AWS does not say who Jenkins is, a placeholder stands for that.
     *
     * @throws HttpResponseException if the environment is incomplete or malformed
     * @throws InterruptedException if the thread is interrupted while AWS is asked
     */
    static PolicyZip of(DeploymentEnvironment environment, PolicyChoices choices) throws InterruptedException {
        return of(environment.getName(), report(environment, choices));
    }

    /**
     * For a script, which would apply a placeholder.
     *
     * @throws HttpResponseException also if AWS does not say who Jenkins is
     */
    static PolicyZip withoutPlaceholder(DeploymentEnvironment environment, PolicyChoices choices)
            throws InterruptedException {
        PolicyReport report = report(environment, choices);
        if (!report.getIdentity().principal().isKnown()) {
            throw HttpResponses.errorWithoutStack(
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "The user or role of Jenkins is not known: "
                            + report.getIdentity().doubt());
        }
        return of(environment.getName(), report);
    }

    private static PolicyReport report(DeploymentEnvironment environment, PolicyChoices choices)
            throws InterruptedException {
        List<String> faults = environment.faults();
        if (!faults.isEmpty()) {
            throw EnvironmentAdministration.malformed(String.join("; ", faults));
        }
        return PolicyReport.of(environment, choices);
    }

    private static PolicyZip of(String environment, PolicyReport report) {
        return new PolicyZip(environment + "-policies.zip", SetupArchive.of(environment, report.getFiles()));
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
