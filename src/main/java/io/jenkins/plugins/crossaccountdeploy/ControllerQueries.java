package io.jenkins.plugins.crossaccountdeploy;

import hudson.Extension;
import hudson.Util;
import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.CredentialsException;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.administration.EnvironmentQueries;
import io.jenkins.plugins.crossaccountdeploy.administration.Identity;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.drift.GroupState;
import io.jenkins.plugins.crossaccountdeploy.drift.KnownDeployments;
import io.jenkins.plugins.crossaccountdeploy.explanation.Explanation;
import io.jenkins.plugins.crossaccountdeploy.history.Cell;
import io.jenkins.plugins.crossaccountdeploy.preflight.Checklist;
import io.jenkins.plugins.crossaccountdeploy.preflight.Preflight;
import io.jenkins.plugins.crossaccountdeploy.preflight.Subject;
import io.jenkins.plugins.crossaccountdeploy.redeployment.GroupLook;
import io.jenkins.plugins.crossaccountdeploy.redeployment.GroupQueries;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;
import software.amazon.awssdk.core.exception.SdkException;

/** Asks AWS about environments with the credentials and the clients that deployments have. */
@Extension(dynamicLoadable = YesNoMaybe.YES)
public final class ControllerQueries implements EnvironmentQueries, GroupQueries {

    private static final Preflight.Limits LIMITS = Preflight.Limits.USUAL;

    /** Two roles may have to be assumed, and two things asked. */
    private static final Duration LOOK = Duration.ofSeconds(15);

    @Override
    public Checklist check(DeploymentEnvironment environment) throws InterruptedException {
        SharedResources resources = SharedResources.get();
        Requester requester = requester();
        return resources
                .preflight(LIMITS)
                .check(environment.toSubject(requester), resources.credentials(environment, LIMITS.call(), requester));
    }

    @Override
    public Identity identify(DeploymentEnvironment environment) throws InterruptedException {
        SharedResources resources = SharedResources.get();
        Requester requester = requester();
        String doubt;
        try {
            Future<Identity> answer = resources.ask(() -> identity(environment, resources, requester));
            return answer.get(LIMITS.call().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException busy) {
            doubt = "all threads of Jenkins for such questions are in use";
        } catch (TimeoutException late) {
            doubt = "there was no answer within " + LIMITS.call().toSeconds() + " s";
        } catch (ExecutionException failed) {
            doubt = why(failed.getCause());
        }
        return new Identity(
                environment
                        .toSourceRole()
                        .orElseGet(() -> DevelopmentPrincipal.unknown(
                                environment.toEnvironment().role().partition())),
                doubt);
    }

    private static String why(Throwable failure) {
        if (failure instanceof CredentialsException missing) {
            return Explanation.reason(missing);
        }
        return failure instanceof SdkException refused
                ? Explanation.words(refused)
                : "the credentials cannot be used: " + Explanation.reason(failure);
    }

    private static Identity identity(
            DeploymentEnvironment environment, SharedResources resources, Requester requester) {
        return SharedResources.sourceRole(environment)
                .map(role -> new Identity(role, ""))
                .orElseGet(() -> identity(caller(environment, resources, requester)));
    }

    private static Principal caller(DeploymentEnvironment environment, SharedResources resources, Requester requester) {
        var credentials = resources.credentials(environment, LIMITS.call(), requester);
        var answer = Accounts.genuine(resources
                .clients()
                .answeringWithin(LIMITS.call())
                .sts(environment.toEnvironment())
                .getCallerIdentity(request -> request.overrideConfiguration(Accounts.as(credentials))));
        return new Principal(answer.arn(), answer.account());
    }

    private static Identity identity(Principal caller) {
        DevelopmentPrincipal principal = DevelopmentPrincipal.of(caller);
        return new Identity(
                principal,
                principal.arn().equals(caller.arn())
                        ? ""
                        : "AWS STS tells the name of the role, not its path: if it has one, put it into the ARN");
    }

    @Override
    public GroupLook look(DeploymentEnvironment environment, Cell cell, KnownDeployments known)
            throws InterruptedException {
        DeploymentRequest request = Subject.of(
                        environment.toEnvironment(),
                        environment.toStore(),
                        new DeploymentRequest.Target(cell.application(), cell.deploymentGroup(), ""),
                        requester())
                .request();
        SharedResources resources = SharedResources.get();
        try {
            Future<GroupLook> answer = resources.ask(() -> GroupLook.of(
                    cell,
                    new GroupState(request, resources.accounts(environment, request, LIMITS.call())).drift(known)));
            return answer.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException busy) {
            return GroupLook.unknown(cell, Messages.ControllerQueries_Busy());
        } catch (TimeoutException late) {
            return GroupLook.unknown(cell, Messages.ControllerQueries_Late(LOOK.toSeconds()));
        } catch (ExecutionException failed) {
            return GroupLook.unknown(cell, Explanation.reason(failed.getCause()) + ".");
        }
    }

    /** Who asks, as AWS's audit trail shall show it: no build, but the user at the page. */
    private static Requester requester() {
        return new Requester(
                "check",
                0,
                Jenkins.getAuthentication2().getName(),
                Util.fixNull(Jenkins.get().getRootUrl()));
    }
}
