package io.jenkins.plugins.crossaccountdeploy.request;

import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Policy;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.account.SessionPolicy;
import io.jenkins.plugins.crossaccountdeploy.revision.Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What to deploy, where and how: all that the job and the administrator have said, fixed when the run starts.
 *
 * @param environment the accounts
 * @param store the bucket
 * @param target what CodeDeploy deploys to
 * @param content what is deployed
 * @param rules how CodeDeploy deploys it
 * @param options how the run itself behaves
 * @param requester who asks
 */
public record DeploymentRequest(
        Environment environment,
        Store store,
        Target target,
        Content content,
        Rules rules,
        Options options,
        Requester requester)
        implements Serializable {

    /** What a saved request of an earlier version lacks is as if nobody had asked for it. */
    public DeploymentRequest {
        rules = Objects.requireNonNullElse(rules, Rules.NONE);
        options = Objects.requireNonNullElse(options, Options.DEFAULT);
    }

    /**
     * Where CodeDeploy deploys.
     *
     * @param application CodeDeploy application in the production account
     * @param deploymentGroup one of its deployment groups
     * @param deploymentConfig such as {@code CodeDeployDefault.OneAtATime}; empty for the group's own
     * @param instanceRoleArns the roles of the instances, as the administrator knows them; empty if they were not named
     */
    public record Target(
            String application, String deploymentGroup, String deploymentConfig, List<String> instanceRoleArns)
            implements Serializable {

        public Target {
            deploymentConfig = Objects.requireNonNullElse(deploymentConfig, "");
            instanceRoleArns = List.copyOf(Objects.requireNonNullElse(instanceRoleArns, List.of()));
        }

        /** Instances of whose roles nothing is known, or none. */
        public Target(String application, String deploymentGroup, String deploymentConfig) {
            this(application, deploymentGroup, deploymentConfig, List.of());
        }
    }

    /** What is deployed. */
    public sealed interface Content extends Serializable permits FromWorkspace, Existing, Running {

        /** That is deployed; empty if that is not known. */
        String commit();
    }

    /**
     * A bundle of the workspace.
     *
     * @param commit what was checked out there; empty if that is not known
     * @param preparation what an AppSpec that is deployed by itself is filled in with
     */
    public record FromWorkspace(Selection selection, String commit, Preparation preparation) implements Content {

        public FromWorkspace {
            selection = Objects.requireNonNullElse(selection, Selection.ALL);
            commit = Objects.requireNonNullElse(commit, "");
            preparation = Objects.requireNonNullElse(preparation, Preparation.NONE);
        }

        /** As it is in the workspace. */
        public FromWorkspace(Selection selection, String commit) {
            this(selection, commit, Preparation.NONE);
        }
    }

    /**
     * What was deployed or uploaded before: the very bytes that were tested.
     *
     * @param provenance what is known of it
     */
    public record Existing(Revision revision, Provenance provenance) implements Content {

        public Existing {
            provenance = Objects.requireNonNullElse(provenance, Provenance.UNKNOWN);
        }

        @Override
        public String commit() {
            return provenance.commit();
        }

        /** One of which nothing else is known. */
        public Existing(Revision revision) {
            this(revision, Provenance.UNKNOWN);
        }
    }

    /**
     * Nothing new: a deployment that was begun before, by whomever.
     *
     * @param deploymentId such as {@code d-DE98QIKFH}
     */
    public record Running(String deploymentId) implements Content {

        public Running {
            deploymentId = Objects.requireNonNullElse(deploymentId, "");
        }

        @Override
        public String commit() {
            return "";
        }
    }

    /**
     * How CodeDeploy deploys, in the terms of its CreateDeployment call.
     *
     * @param description shown in the AWS console; may be empty
     * @param fileExistsBehavior {@code DISALLOW}, {@code OVERWRITE} or {@code RETAIN}; empty for CodeDeploy's default
     * @param ignoreApplicationStopFailures whether a failing ApplicationStop script of the earlier revision is passed over
     * @param updateOutdatedInstancesOnly whether instances that have this revision are left alone
     * @param rollback whether CodeDeploy deploys the last good revision again when this one fails or an alarm stops it, beside
     *     what the group says
     * @param ignoreAlarms whether the alarms of the group do not stop the deployment
     * @param targetInstances replacement instances of a blue/green deployment, as {@link ReplacementInstances} reads them
     */
    public record Rules(
            String description,
            String fileExistsBehavior,
            boolean ignoreApplicationStopFailures,
            boolean updateOutdatedInstancesOnly,
            boolean rollback,
            boolean ignoreAlarms,
            List<String> targetInstances)
            implements Serializable {

        static final Rules NONE = new Rules("", "", false, false, false, false, List.of());

        public Rules {
            description = Objects.requireNonNullElse(description, "");
            fileExistsBehavior = Objects.requireNonNullElse(fileExistsBehavior, "");
            targetInstances = List.copyOf(Objects.requireNonNullElse(targetInstances, List.of()));
        }
    }

    /**
     * How the run behaves.
     *
     * @param waits whether the run lasts until the deployment ends
     * @param timeout how long the whole run may last; zero for as long as it takes
     * @param whenBusy what to do while another deployment of the group runs
     * @param onAbort what becomes of the deployment when the build is aborted or the time is up
     * @param dryRun whether to do everything up to, not including, the deployment
     * @param logLevel how much the console tells
     * @param action what the run is to do
     * @param until what it waits for, if it waits
     */
    public record Options(
            boolean waits,
            Duration timeout,
            WhenBusy whenBusy,
            OnAbort onAbort,
            boolean dryRun,
            LogLevel logLevel,
            Action action,
            Until until)
            implements Serializable {

        static final Options DEFAULT =
                new Options(true, Duration.ZERO, WhenBusy.WAIT, OnAbort.STOP, false, LogLevel.NORMAL);

        public Options {
            timeout = Objects.requireNonNullElse(timeout, Duration.ZERO);
            whenBusy = Objects.requireNonNullElse(whenBusy, WhenBusy.WAIT);
            onAbort = Objects.requireNonNullElse(onAbort, OnAbort.STOP);
            logLevel = Objects.requireNonNullElse(logLevel, LogLevel.NORMAL);
            action = Objects.requireNonNullElse(action, Action.DEPLOY);
            until = Objects.requireNonNullElse(until, Until.END);
        }

        /** Those of a run that deploys. */
        public Options(
                boolean waits,
                Duration timeout,
                WhenBusy whenBusy,
                OnAbort onAbort,
                boolean dryRun,
                LogLevel logLevel) {
            this(waits, timeout, whenBusy, onAbort, dryRun, logLevel, Action.DEPLOY, Until.END);
        }
    }

    /** What a run waits for. */
    public enum Until {
        /** The end of the deployment. */
        END,
        /** The moment at which a blue/green deployment waits for somebody to let the traffic go over; else its end. */
        TRAFFIC
    }

    /** What a run is to do. */
    public enum Action {
        /** Bundles, uploads, and creates a deployment. */
        DEPLOY,
        /** Bundles and uploads; what is in the bucket then is deployed later, by another run. */
        PUSH,
        /** Watches a deployment that runs already. */
        FOLLOW,
        /** Lets a deployment go on that waits for somebody to say so. */
        CONTINUE,
        /** Stops a deployment. */
        STOP,
        /** Stops a deployment and has it rolled back. */
        ROLLBACK;

        /** Whether it is about a deployment that there is already. */
        public boolean isOnRunning() {
            return this != DEPLOY && this != PUSH;
        }
    }

    /** What to do while another deployment of the group runs: CodeDeploy allows one a group. */
    public enum WhenBusy {
        WAIT,
        FAIL,
        /** Wait, unless a newer build of the same job waits or has deployed. */
        NEWEST
    }

    /** What becomes of the deployment when the build is aborted or the time is up. */
    public enum OnAbort {
        STOP,
        ROLLBACK,
        LEAVE
    }

    /** How much the console tells. */
    public enum LogLevel {
        /** Every event of a small deployment; counts and failures of a large one. */
        NORMAL,
        /** Every event, however many targets there are. */
        ALL
    }

    /** The same of another content. */
    public DeploymentRequest deploying(Content other) {
        return new DeploymentRequest(environment, store, target, other, rules, options, requester);
    }

    /** The same to another deployment group. */
    public DeploymentRequest to(String deploymentGroup) {
        return new DeploymentRequest(
                environment,
                store,
                new Target(target.application(), deploymentGroup, target.deploymentConfig(), target.instanceRoleArns()),
                content,
                rules,
                options,
                requester);
    }

    /** Whether the run is to bundle and upload alone, and asks nothing of CodeDeploy. */
    public boolean isPush() {
        return options.action() == Action.PUSH;
    }

    /** The deployment's page in the AWS console. */
    public String url(String deploymentId) {
        String region = environment.region();
        return "https://" + environment.role().partition().console(region) + "/codesuite/codedeploy/deployments/"
                + deploymentId + "?region=" + region;
    }

    /** What a session is narrowed to: this and nothing else. */
    public Policy sessionPolicy() {
        return sessionPolicies().get(0).policy();
    }

    /** What a session is narrowed to, and what it is widened to step by step where that does not fit. */
    public List<SessionPolicy> sessionPolicies() {
        return SessionScopes.of(this);
    }

    String bucket() {
        return "arn:" + environment.role().partition().id() + ":s3:::" + store.bucket();
    }

    /** The ARN of all bundles in the bucket. */
    public String objects() {
        String prefix = store.keyPrefix();
        return bucket() + "/" + (prefix.isEmpty() ? "" : prefix + "/") + "*";
    }

    /** The ARN of the application, of the deployment group or of a deployment config, as policies name it. */
    public String arn(String type, String name) {
        return environment.arnOf("codedeploy") + ":" + type + ":" + name;
    }
}
