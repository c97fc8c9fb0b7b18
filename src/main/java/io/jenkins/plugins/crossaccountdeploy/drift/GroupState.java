package io.jenkins.plugins.crossaccountdeploy.drift;

import static io.jenkins.plugins.crossaccountdeploy.account.Accounts.as;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.SessionPolicy;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.explanation.Fault;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;

/** Asks AWS what a deployment group runs, apart from any deployment. */
public final class GroupState {

    private final DeploymentRequest request;
    private final Accounts accounts;
    private final Explanation explanation;

    /**
     * @param request names the group
     * @param accounts whose session may be as narrow as {@link #sessionPolicies}
     */
    public GroupState(DeploymentRequest request, Accounts accounts) {
        this.request = request;
        this.accounts = accounts;
        explanation = new Explanation(request);
    }

    /** All that it takes to look. */
    public static List<SessionPolicy> sessionPolicies(DeploymentRequest request) {
        String group = request.target().application() + "/" + request.target().deploymentGroup();
        return List.of(SessionPolicy.exact(new Policy(List.of(Policy.Statement.allow(
                List.of("codedeploy:GetDeploymentGroup", "codedeploy:GetDeployment"),
                List.of(request.arn("deploymentgroup", group)))))));
    }

    /**
     * Looks whether the group runs what something other than this Jenkins has deployed. Takes one or two calls to CodeDeploy,
     * and one to STS for each role that is assumed.
     *
     * @param known what was deployed to the group from here
     * @throws Fault if AWS does not answer, or refuses
     */
    public Drift drift(KnownDeployments known) throws Fault {
        DriftCheck check = new DriftCheck(known);
        Attempt.Of attempts = explanation.attempts();
        ask(attempts.assume(), accounts::session);
        Optional<String> suspect = ask(
                attempts.describeGroup(),
                () -> check.suspect(accounts.codeDeploy()
                        .getDeploymentGroup(builder -> builder.applicationName(
                                        request.target().application())
                                .deploymentGroupName(request.target().deploymentGroup())
                                .overrideConfiguration(as(accounts.production())))
                        .deploymentGroupInfo()));
        return suspect.isEmpty()
                ? Drift.NONE
                : ask(
                        attempts.watch(suspect.get()),
                        () -> check.judge(accounts.codeDeploy()
                                .getDeployment(builder -> builder.deploymentId(suspect.get())
                                        .overrideConfiguration(as(accounts.production())))
                                .deploymentInfo()));
    }

    private <T> T ask(Attempt attempt, Supplier<T> question) throws Fault {
        try {
            return question.get();
        } catch (SdkException failure) {
            throw explanation.fault(failure, attempt, accounts.knownCaller());
        }
    }
}
