package io.jenkins.plugins.crossaccountdeploy;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.crossaccountdeploy.configuration.Choice;
import io.jenkins.plugins.crossaccountdeploy.configuration.DeploymentEnvironment;
import io.jenkins.plugins.crossaccountdeploy.configuration.Format;
import io.jenkins.plugins.crossaccountdeploy.configuration.Placeholders;
import io.jenkins.plugins.crossaccountdeploy.configuration.TextList;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import jenkins.YesNoMaybe;
import org.jenkinsci.plugins.structs.describable.CustomDescribableModel;
import org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * The Pipeline step {@code crossAccountDeploy}, and what a job says of a deployment: the build step has the same fields,
 * and keeps one of these. Texts may refer to build variables.
 */
public final class CrossAccountDeployStep extends Step {

    /** Whether a step waits, and for what: a boolean of scripts and forms that has got a third value. */
    enum Wait {
        /** For the end of the deployment. */
        TRUE,
        /** Not at all. */
        FALSE,
        /** Until a blue/green deployment waits for somebody to let the traffic go over. */
        TRAFFIC
    }

    private final String environment;
    private String action = Choice.text(DeploymentRequest.Action.DEPLOY);
    private String deploymentId = "";
    private String application = "";
    private String deploymentGroup = "";
    private String deploymentConfig = "";
    private String description = "";
    private String bundle = "";
    private String directory = "";
    private String includes = "";
    private String excludes = "";

    /** Null where it was stored without: then the default applies. */
    private Boolean defaultExcludes = true;

    private String appSpec = "";
    private List<String> placeholders = new ArrayList<>();
    private String taskDefinition = "";
    private boolean publishVersion;
    private String revision = "";
    private String fileExistsBehavior = "";
    private boolean ignoreApplicationStopFailures;
    private boolean updateOutdatedInstancesOnly;
    private List<String> targetInstances = new ArrayList<>();
    private boolean rollback;
    private boolean ignoreAlarms;

    private String wait = Choice.text(Wait.TRUE);

    /** How earlier versions have stored that a step does not wait; null in what this one stores. */
    private Boolean detached;

    private int timeoutMinutes;
    private String whenBusy = Choice.text(DeploymentRequest.WhenBusy.WAIT);
    private String onAbort = Choice.text(DeploymentRequest.OnAbort.STOP);
    private boolean dryRun;
    private String logLevel = Choice.text(DeploymentRequest.LogLevel.NORMAL);

    /**
     * @param environment name of one of the environments that an administrator has described
     */
    @DataBoundConstructor
    public CrossAccountDeployStep(String environment) {
        this.environment = Util.fixNull(environment).trim();
    }

    /** What is stored without some field, by hand or by another version, has that field's default. */
    private Object readResolve() {
        CrossAccountDeployStep whole = new CrossAccountDeployStep(environment);
        whole.setAction(action);
        whole.setDeploymentId(deploymentId);
        whole.setApplication(application);
        whole.setDeploymentGroup(deploymentGroup);
        whole.setDeploymentConfig(deploymentConfig);
        whole.setDescription(description);
        whole.setBundle(bundle);
        whole.setDirectory(directory);
        whole.setIncludes(includes);
        whole.setExcludes(excludes);
        whole.setDefaultExcludes(defaultExcludes == null || defaultExcludes);
        whole.setAppSpec(appSpec);
        whole.setPlaceholders(placeholders);
        whole.setTaskDefinition(taskDefinition);
        whole.setPublishVersion(publishVersion);
        whole.setRevision(revision);
        whole.setFileExistsBehavior(fileExistsBehavior);
        whole.setIgnoreApplicationStopFailures(ignoreApplicationStopFailures);
        whole.setUpdateOutdatedInstancesOnly(updateOutdatedInstancesOnly);
        whole.setTargetInstances(targetInstances);
        whole.setRollback(rollback);
        whole.setIgnoreAlarms(ignoreAlarms);
        whole.setWait(Boolean.TRUE.equals(detached) ? Choice.text(Wait.FALSE) : wait);
        whole.setTimeoutMinutes(timeoutMinutes);
        whole.setWhenBusy(whenBusy);
        whole.setOnAbort(onAbort);
        whole.setDryRun(dryRun);
        whole.setLogLevel(logLevel);
        return whole;
    }

    public String getEnvironment() {
        return environment;
    }

    public String getAction() {
        return action;
    }

    /** One of {@link DeploymentRequest.Action}, in lower case. */
    @DataBoundSetter
    public void setAction(String action) {
        this.action = Choice.orElse(action, DeploymentRequest.Action.DEPLOY);
    }

    public String getDeploymentId() {
        return deploymentId;
    }

    /** The deployment that {@code follow}, {@code continue}, {@code stop} and {@code rollback} are about. */
    @DataBoundSetter
    public void setDeploymentId(String deploymentId) {
        this.deploymentId = Util.fixNull(deploymentId).trim();
    }

    public String getApplication() {
        return application;
    }

    /** The CodeDeploy application; empty for the environment's. */
    @DataBoundSetter
    public void setApplication(String application) {
        this.application = Util.fixNull(application).trim();
    }

    public String getDeploymentGroup() {
        return deploymentGroup;
    }

    /** One or several deployment groups, separated by commas, in their order; empty for the environment's. */
    @DataBoundSetter
    public void setDeploymentGroup(String deploymentGroup) {
        this.deploymentGroup = Util.fixNull(deploymentGroup).trim();
    }

    public String getDeploymentConfig() {
        return deploymentConfig;
    }

    /** The deployment config; empty for the environment's, or else the deployment group's. */
    @DataBoundSetter
    public void setDeploymentConfig(String deploymentConfig) {
        this.deploymentConfig = Util.fixNull(deploymentConfig).trim();
    }

    public String getDescription() {
        return description;
    }

    /** What the AWS console shows beside the deployment; empty for the job and the build. */
    @DataBoundSetter
    public void setDescription(String description) {
        this.description = Util.fixNull(description).trim();
    }

    public String getBundle() {
        return bundle;
    }

    /** A ready-made archive that is the bundle as it is, relative to the workspace; empty to bundle files. */
    @DataBoundSetter
    public void setBundle(String bundle) {
        this.bundle = Util.fixNull(bundle).trim();
    }

    public String getDirectory() {
        return directory;
    }

    /** The root of the bundle, relative to the workspace; empty for the workspace itself. */
    @DataBoundSetter
    public void setDirectory(String directory) {
        this.directory = Util.fixNull(directory).trim();
    }

    public String getIncludes() {
        return includes;
    }

    /** Ant-style patterns of the files to bundle, separated by commas; empty for all. */
    @DataBoundSetter
    public void setIncludes(String includes) {
        this.includes = Util.fixNull(includes).trim();
    }

    public String getExcludes() {
        return excludes;
    }

    /** Ant-style patterns of the files to leave out, separated by commas. */
    @DataBoundSetter
    public void setExcludes(String excludes) {
        this.excludes = Util.fixNull(excludes).trim();
    }

    public boolean isDefaultExcludes() {
        return defaultExcludes;
    }

    /** Whether what Ant leaves out by default ({@code .git}, {@code *~} and so on) is left out too. */
    @DataBoundSetter
    public void setDefaultExcludes(boolean defaultExcludes) {
        this.defaultExcludes = defaultExcludes;
    }

    public String getAppSpec() {
        return appSpec;
    }

    /** The file that becomes the bundle's {@code appspec.yml}; empty for the one that is there. */
    @DataBoundSetter
    public void setAppSpec(String appSpec) {
        this.appSpec = Util.fixNull(appSpec).trim();
    }

    public List<String> getPlaceholders() {
        return List.copyOf(placeholders);
    }

    /** What fills in the AppSpec of an ECS or Lambda deployment, each {@code NAME=value}. */
    @DataBoundSetter
    public void setPlaceholders(List<String> placeholders) {
        this.placeholders = new ArrayList<>(Placeholders.items(placeholders));
    }

    public String getTaskDefinition() {
        return taskDefinition;
    }

    /** The ECS task definition to register, relative to the root of the bundle; empty for none. */
    @DataBoundSetter
    public void setTaskDefinition(String taskDefinition) {
        this.taskDefinition = Util.fixNull(taskDefinition).trim();
    }

    public boolean isPublishVersion() {
        return publishVersion;
    }

    /** Whether a version of the AppSpec's Lambda function is published and deployed. */
    @DataBoundSetter
    public void setPublishVersion(boolean publishVersion) {
        this.publishVersion = publishVersion;
    }

    public String getRevision() {
        return revision;
    }

    /** The address of what was deployed or uploaded before; empty to bundle the workspace. */
    @DataBoundSetter
    public void setRevision(String revision) {
        this.revision = Util.fixNull(revision).trim();
    }

    public String getFileExistsBehavior() {
        return fileExistsBehavior;
    }

    /** {@code DISALLOW}, {@code OVERWRITE} or {@code RETAIN}; empty for CodeDeploy's default. */
    @DataBoundSetter
    public void setFileExistsBehavior(String fileExistsBehavior) {
        this.fileExistsBehavior = Util.fixNull(fileExistsBehavior).trim();
    }

    public boolean isIgnoreApplicationStopFailures() {
        return ignoreApplicationStopFailures;
    }

    /** Whether a failing ApplicationStop script of the earlier revision is passed over. */
    @DataBoundSetter
    public void setIgnoreApplicationStopFailures(boolean ignoreApplicationStopFailures) {
        this.ignoreApplicationStopFailures = ignoreApplicationStopFailures;
    }

    public boolean isUpdateOutdatedInstancesOnly() {
        return updateOutdatedInstancesOnly;
    }

    /** Whether instances that have the revision already are left alone. */
    @DataBoundSetter
    public void setUpdateOutdatedInstancesOnly(boolean updateOutdatedInstancesOnly) {
        this.updateOutdatedInstancesOnly = updateOutdatedInstancesOnly;
    }

    public List<String> getTargetInstances() {
        return List.copyOf(targetInstances);
    }

    /**
     * The replacement instances of a blue/green deployment: tags ({@code Name=web}), each group of tags after the first beginning
     * with {@code &}, and Auto Scaling groups ({@code asg:web}).
     */
    @DataBoundSetter
    public void setTargetInstances(List<String> targetInstances) {
        this.targetInstances = new ArrayList<>(TextList.of(targetInstances));
    }

    public boolean isRollback() {
        return rollback;
    }

    /**
     * Whether CodeDeploy deploys the last good revision again when this one fails or an alarm stops it, whatever the deployment
     * group says.
     */
    @DataBoundSetter
    public void setRollback(boolean rollback) {
        this.rollback = rollback;
    }

    public boolean isIgnoreAlarms() {
        return ignoreAlarms;
    }

    /** Whether the alarms of the deployment group do not stop this deployment. */
    @DataBoundSetter
    public void setIgnoreAlarms(boolean ignoreAlarms) {
        this.ignoreAlarms = ignoreAlarms;
    }

    public String getWait() {
        return wait;
    }

    /**
     * {@code true} to wait until the deployment ends, {@code traffic} until it waits for traffic, if it does, and {@code false}
     * not to wait.
     *
     * @param wait a boolean or a text: of any type, since Declarative Pipeline and Job DSL would take only one of them otherwise
     */
    @DataBoundSetter
    public void setWait(Object wait) {
        this.wait = Choice.orElse(Objects.toString(wait, ""), Wait.TRUE);
    }

    public int getTimeoutMinutes() {
        return timeoutMinutes;
    }

    /** How long all of it may take, a rollback excepted, in minutes; 0 for as long as it takes. */
    @DataBoundSetter
    public void setTimeoutMinutes(int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    public String getWhenBusy() {
        return whenBusy;
    }

    /** {@code wait}, {@code fail}, or {@code newest} to wait unless a newer build does, while another deployment of the group runs. */
    @DataBoundSetter
    public void setWhenBusy(String whenBusy) {
        this.whenBusy = Choice.orElse(whenBusy, DeploymentRequest.WhenBusy.WAIT);
    }

    public String getOnAbort() {
        return onAbort;
    }

    /** {@code stop}, {@code rollback} or {@code leave} the deployment when the build is aborted or the time is up. */
    @DataBoundSetter
    public void setOnAbort(String onAbort) {
        this.onAbort = Choice.orElse(onAbort, DeploymentRequest.OnAbort.STOP);
    }

    public boolean isDryRun() {
        return dryRun;
    }

    /** Whether to do everything up to, not including, the deployment. */
    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    public String getLogLevel() {
        return logLevel;
    }

    /** {@code normal}, or {@code all} for every event of a deployment to hundreds of targets. */
    @DataBoundSetter
    public void setLogLevel(String logLevel) {
        this.logLevel = Choice.orElse(logLevel, DeploymentRequest.LogLevel.NORMAL);
    }

    /** The names of the parameters that only a new deployment has, of those that are set. */
    List<String> setForANewDeployment() {
        Map<String, Boolean> set = new LinkedHashMap<>();
        set.put("deploymentConfig", !deploymentConfig.isEmpty());
        set.put("description", !description.isEmpty());
        set.put("bundle", !bundle.isEmpty());
        set.put("directory", !directory.isEmpty());
        set.put("includes", !includes.isEmpty());
        set.put("excludes", !excludes.isEmpty());
        set.put("defaultExcludes", !defaultExcludes);
        set.put("appSpec", !appSpec.isEmpty());
        set.put("placeholders", !placeholders.isEmpty());
        set.put("taskDefinition", !taskDefinition.isEmpty());
        set.put("publishVersion", publishVersion);
        set.put("revision", !revision.isEmpty());
        set.put("fileExistsBehavior", !fileExistsBehavior.isEmpty());
        set.put("ignoreApplicationStopFailures", ignoreApplicationStopFailures);
        set.put("updateOutdatedInstancesOnly", updateOutdatedInstancesOnly);
        set.put("targetInstances", !targetInstances.isEmpty());
        set.put("rollback", rollback);
        set.put("ignoreAlarms", ignoreAlarms);
        set.put("whenBusy", !whenBusy.equals(Choice.text(DeploymentRequest.WhenBusy.WAIT)));
        set.put("dryRun", dryRun);
        return set.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public StepExecution start(StepContext context) throws IOException, InterruptedException {
        return CrossAccountDeployStepExecution.of(
                context,
                RequestFactory.ofPipeline(
                        this, context.get(EnvVars.class), workspace(context), context.get(Run.class)));
    }

    private static Optional<FilePath> workspace(StepContext context) throws InterruptedException {
        try {
            return Optional.ofNullable(context.get(FilePath.class));
        } catch (IOException away) {
            // Its agent is not there for now: the run waits for it.
            return Optional.empty();
        }
    }

    /** The form of the step, and of the build step. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    public static final class DescriptorImpl extends StepDescriptor implements CustomDescribableModel {

        @Override
        public String getFunctionName() {
            return "crossAccountDeploy";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.CrossAccountDeployStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, FlowNode.class, EnvVars.class);
        }

        /** Takes the {@code revision} of an earlier deployment's result for its address, and a map of placeholders for their list. */
        @NonNull
        @Override
        public Map<String, Object> customInstantiate(@NonNull Map<String, Object> arguments) {
            Map<String, Object> given = new HashMap<>(arguments);
            if (given.get("revision") instanceof Map<?, ?> earlier) {
                given.put("revision", DeploymentResult.address(earlier));
            }
            given.computeIfPresent("placeholders", (name, values) -> Placeholders.ofScript(values));
            return given;
        }

        /** Writes {@code wait: false} rather than a text. */
        @NonNull
        @Override
        public UninstantiatedDescribable customUninstantiate(@NonNull UninstantiatedDescribable step) {
            Map<String, Object> written = new TreeMap<>(step.getArguments());
            written.replace("wait", Choice.text(Wait.FALSE), false);
            return step.withArguments(written);
        }

        /** A list as the text area shows it. */
        public String lines(List<String> list) {
            return list == null ? "" : TextList.text(list);
        }

        @POST
        public ListBoxModel doFillEnvironmentItems(@AncestorInPath Item item, @QueryParameter String environment) {
            return JobForm.environments(item, environment);
        }

        @POST
        public FormValidation doCheckEnvironment(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> JobForm.checkEnvironment(item, value));
        }

        @POST
        public ListBoxModel doFillActionItems(@QueryParameter String action) {
            return JobForm.choices(
                    action,
                    JobForm.option(Messages.Action_Deploy(), DeploymentRequest.Action.DEPLOY),
                    JobForm.option(Messages.Action_Push(), DeploymentRequest.Action.PUSH),
                    JobForm.option(Messages.Action_Follow(), DeploymentRequest.Action.FOLLOW),
                    JobForm.option(Messages.Action_Continue(), DeploymentRequest.Action.CONTINUE),
                    JobForm.option(Messages.Action_Stop(), DeploymentRequest.Action.STOP),
                    JobForm.option(Messages.Action_RollBack(), DeploymentRequest.Action.ROLLBACK));
        }

        @POST
        public FormValidation doCheckDeploymentId(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String action) {
            return JobForm.check(item, () -> JobForm.checkDeploymentId(value, action));
        }

        @POST
        public FormValidation doCheckApplication(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String environment,
                @QueryParameter String action) {
            return JobForm.check(
                    item,
                    () -> JobForm.checkDefaulted(
                            item,
                            JobForm.isPush(action),
                            false,
                            value,
                            environment,
                            DeploymentEnvironment::getApplication,
                            DeploymentEnvironment::getApplications,
                            Messages.JobForm_NoApplication()));
        }

        @POST
        public FormValidation doCheckDeploymentGroup(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String environment,
                @QueryParameter String action) {
            return JobForm.check(
                    item,
                    () -> JobForm.checkDefaulted(
                            item,
                            JobForm.isPush(action),
                            true,
                            value,
                            environment,
                            DeploymentEnvironment::getDeploymentGroup,
                            DeploymentEnvironment::getDeploymentGroups,
                            Messages.JobForm_NoDeploymentGroup()));
        }

        @POST
        public FormValidation doCheckDeploymentConfig(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> Format.CODEDEPLOY_NAME.checkUnlessVariable(value));
        }

        @POST
        public FormValidation doCheckPlaceholders(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> Placeholders.check(value));
        }

        @POST
        public FormValidation doCheckTaskDefinition(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> Format.RELATIVE_PATH.checkUnlessVariable(value));
        }

        @POST
        public FormValidation doCheckDescription(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> Format.DESCRIPTION.checkUnlessVariable(value));
        }

        @POST
        public FormValidation doCheckBundle(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> Format.RELATIVE_PATH.checkUnlessVariable(value));
        }

        @POST
        public FormValidation doCheckDirectory(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> Format.RELATIVE_PATH.checkUnlessVariable(value));
        }

        @POST
        public FormValidation doCheckIncludes(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> JobForm.checkPatterns(value));
        }

        @POST
        public FormValidation doCheckExcludes(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> JobForm.checkPatterns(value));
        }

        @POST
        public FormValidation doCheckAppSpec(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> Format.RELATIVE_PATH.checkUnlessVariable(value));
        }

        @POST
        public FormValidation doCheckRevision(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> JobForm.checkRevision(value));
        }

        @POST
        public ListBoxModel doFillFileExistsBehaviorItems(@QueryParameter String fileExistsBehavior) {
            return JobForm.choices(
                    fileExistsBehavior,
                    new ListBoxModel.Option(Messages.FileExists_Default(), ""),
                    new ListBoxModel.Option(Messages.FileExists_Disallow(), "DISALLOW"),
                    new ListBoxModel.Option(Messages.FileExists_Overwrite(), "OVERWRITE"),
                    new ListBoxModel.Option(Messages.FileExists_Retain(), "RETAIN"));
        }

        @POST
        public FormValidation doCheckTargetInstances(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> JobForm.checkTargetInstances(value));
        }

        @POST
        public ListBoxModel doFillWaitItems(@QueryParameter String wait) {
            return JobForm.choices(
                    wait,
                    JobForm.option(Messages.Wait_End(), Wait.TRUE),
                    JobForm.option(Messages.Wait_Traffic(), Wait.TRAFFIC),
                    JobForm.option(Messages.Wait_Not(), Wait.FALSE));
        }

        @POST
        public FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return JobForm.check(item, () -> JobForm.checkMinutes(value));
        }

        @POST
        public ListBoxModel doFillWhenBusyItems(@QueryParameter String whenBusy) {
            return JobForm.choices(
                    whenBusy,
                    JobForm.option(Messages.WhenBusy_Wait(), DeploymentRequest.WhenBusy.WAIT),
                    JobForm.option(Messages.WhenBusy_Fail(), DeploymentRequest.WhenBusy.FAIL),
                    JobForm.option(Messages.WhenBusy_Newest(), DeploymentRequest.WhenBusy.NEWEST));
        }

        @POST
        public ListBoxModel doFillOnAbortItems(@QueryParameter String onAbort) {
            return JobForm.choices(
                    onAbort,
                    JobForm.option(Messages.OnAbort_Stop(), DeploymentRequest.OnAbort.STOP),
                    JobForm.option(Messages.OnAbort_RollBack(), DeploymentRequest.OnAbort.ROLLBACK),
                    JobForm.option(Messages.OnAbort_Leave(), DeploymentRequest.OnAbort.LEAVE));
        }

        @POST
        public ListBoxModel doFillLogLevelItems(@QueryParameter String logLevel) {
            return JobForm.choices(
                    logLevel,
                    JobForm.option(Messages.LogLevel_Normal(), DeploymentRequest.LogLevel.NORMAL),
                    JobForm.option(Messages.LogLevel_All(), DeploymentRequest.LogLevel.ALL));
        }
    }
}
