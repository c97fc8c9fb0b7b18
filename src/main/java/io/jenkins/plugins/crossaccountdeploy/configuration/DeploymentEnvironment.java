package io.jenkins.plugins.crossaccountdeploy.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.AutoCompletionCandidates;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.account.Environment;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.preflight.Subject;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.selection.Patterns;
import io.jenkins.plugins.crossaccountdeploy.setup.Blueprint;
import io.jenkins.plugins.crossaccountdeploy.setup.DevelopmentPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import jenkins.YesNoMaybe;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** One place to deploy to, such as {@code prod}: the accounts, the bucket, the role, and what jobs deploy there. */
public final class DeploymentEnvironment implements Describable<DeploymentEnvironment> {

    private final String name;
    private final String region;
    private final DeploymentSource source;
    private final DeploymentRole role;
    private String application = "";
    private String deploymentGroup = "";
    private String deploymentConfig = "";
    private List<String> instanceRoleArns = new ArrayList<>();
    private List<String> taskRoleArns = new ArrayList<>();
    private List<String> lambdaFunctions = new ArrayList<>();
    private List<String> allowedJobs = new ArrayList<>();
    private List<String> applications = new ArrayList<>();
    private List<String> deploymentGroups = new ArrayList<>();
    private boolean revisionsFromAnywhere;
    private boolean checkDaily;
    private DeploymentEndpoints endpoints = new DeploymentEndpoints();
    private String redeployJob = "";

    /**
     * @param name what jobs call it
     * @param region of CodeDeploy and of the bucket, such as {@code eu-west-1}
     * @param source the bucket that bundles go to
     * @param role what is assumed in the production account
     */
    @DataBoundConstructor
    public DeploymentEnvironment(String name, String region, DeploymentSource source, DeploymentRole role) {
        this.name = Util.fixNull(name).trim();
        this.region = Util.fixNull(region).trim();
        this.source = source == null ? new DeploymentSource("") : source;
        this.role = role == null ? new DeploymentRole("") : role;
    }

    /** What is stored without some field, by hand or by another version, has that field's default. */
    private Object readResolve() {
        DeploymentEnvironment whole = new DeploymentEnvironment(name, region, source, role);
        whole.setApplication(application);
        whole.setDeploymentGroup(deploymentGroup);
        whole.setDeploymentConfig(deploymentConfig);
        whole.setInstanceRoleArns(instanceRoleArns);
        whole.setTaskRoleArns(taskRoleArns);
        whole.setLambdaFunctions(lambdaFunctions);
        whole.setAllowedJobs(allowedJobs);
        whole.setApplications(applications);
        whole.setDeploymentGroups(deploymentGroups);
        whole.setRevisionsFromAnywhere(revisionsFromAnywhere);
        whole.setCheckDaily(checkDaily);
        whole.setEndpoints(endpoints);
        whole.setRedeployJob(redeployJob);
        return whole;
    }

    public String getName() {
        return name;
    }

    public String getRegion() {
        return region;
    }

    public DeploymentSource getSource() {
        return source;
    }

    public DeploymentRole getRole() {
        return role;
    }

    public String getApplication() {
        return application;
    }

    /** The CodeDeploy application that jobs deploy unless they say otherwise; may be empty. */
    @DataBoundSetter
    public void setApplication(String application) {
        this.application = Util.fixNull(application).trim();
    }

    public String getDeploymentGroup() {
        return deploymentGroup;
    }

    /** The deployment group that jobs deploy to unless they say otherwise; may be empty. */
    @DataBoundSetter
    public void setDeploymentGroup(String deploymentGroup) {
        this.deploymentGroup = Util.fixNull(deploymentGroup).trim();
    }

    public String getDeploymentConfig() {
        return deploymentConfig;
    }

    /** The deployment config that jobs use unless they say otherwise; empty for the deployment group's own. */
    @DataBoundSetter
    public void setDeploymentConfig(String deploymentConfig) {
        this.deploymentConfig = Util.fixNull(deploymentConfig).trim();
    }

    public List<String> getInstanceRoleArns() {
        return List.copyOf(instanceRoleArns);
    }

    /** The roles of the instances that fetch bundles, so that checks and generated policies can name them. */
    @DataBoundSetter
    public void setInstanceRoleArns(List<String> instanceRoleArns) {
        this.instanceRoleArns = new ArrayList<>(TextList.of(instanceRoleArns));
    }

    public List<String> getTaskRoleArns() {
        return List.copyOf(taskRoleArns);
    }

    /**
     * The roles that the task definitions name which jobs register. With them, generated policies allow to register task
     * definitions, and sessions that do may pass no other role to tasks.
     */
    @DataBoundSetter
    public void setTaskRoleArns(List<String> taskRoleArns) {
        this.taskRoleArns = new ArrayList<>(TextList.of(taskRoleArns));
    }

    public List<String> getLambdaFunctions() {
        return List.copyOf(lambdaFunctions);
    }

    /**
     * The Lambda functions whose versions jobs publish. With them, generated policies allow that, and sessions that publish
     * may publish no other function.
     */
    @DataBoundSetter
    public void setLambdaFunctions(List<String> lambdaFunctions) {
        this.lambdaFunctions = new ArrayList<>(TextList.of(lambdaFunctions));
    }

    public List<String> getAllowedJobs() {
        return List.copyOf(allowedJobs);
    }

    /** Ant-style patterns of the full names of jobs that may deploy here; empty for all jobs. */
    @DataBoundSetter
    public void setAllowedJobs(List<String> allowedJobs) {
        this.allowedJobs = new ArrayList<>(TextList.of(allowedJobs));
    }

    public List<String> getApplications() {
        return List.copyOf(applications);
    }

    /** Patterns of the applications that jobs may name, in which {@code *} stands for any characters; empty for all. */
    @DataBoundSetter
    public void setApplications(List<String> applications) {
        this.applications = new ArrayList<>(TextList.of(applications));
    }

    public List<String> getDeploymentGroups() {
        return List.copyOf(deploymentGroups);
    }

    /** Patterns of the deployment groups that jobs may name, as those of applications; empty for all. */
    @DataBoundSetter
    public void setDeploymentGroups(List<String> deploymentGroups) {
        this.deploymentGroups = new ArrayList<>(TextList.of(deploymentGroups));
    }

    public boolean isRevisionsFromAnywhere() {
        return revisionsFromAnywhere;
    }

    /** Whether jobs may deploy revisions of other buckets, or of other prefixes, than the environment's own. */
    @DataBoundSetter
    public void setRevisionsFromAnywhere(boolean revisionsFromAnywhere) {
        this.revisionsFromAnywhere = revisionsFromAnywhere;
    }

    public boolean isCheckDaily() {
        return checkDaily;
    }

    /** Whether it is checked once a day, so that administrators hear of it when deployments would fail. */
    @DataBoundSetter
    public void setCheckDaily(boolean checkDaily) {
        this.checkDaily = checkDaily;
    }

    public DeploymentEndpoints getEndpoints() {
        return endpoints;
    }

    /** Where AWS answers when it is not at its public addresses. */
    @DataBoundSetter
    public void setEndpoints(DeploymentEndpoints endpoints) {
        this.endpoints = endpoints == null ? new DeploymentEndpoints() : endpoints;
    }

    public String getRedeployJob() {
        return redeployJob;
    }

    /** Full name of the job that rolls back and promotes; empty if none does. */
    @DataBoundSetter
    public void setRedeployJob(String redeployJob) {
        this.redeployJob = Util.fixNull(redeployJob).trim();
    }

    /** Tells whether a job may deploy here; folders separate the names in its full name as directories do in a path. */
    public boolean allows(String job) {
        return allowedJobs.isEmpty() || new Patterns(allowedJobs).match(job);
    }

    /** What is wrong with it, for the console: each fault in one line; nothing if it is complete and well-formed. */
    public List<String> faults() {
        return faults(Locale.ENGLISH);
    }

    /** What is wrong with it, for a page. */
    public List<String> faults(Locale locale) {
        return EnvironmentFaults.of(this, locale);
    }

    /** The accounts, as a deployment works with them. */
    public Environment toEnvironment() {
        return new Environment(name, region, role.toRole(), endpoints.toEndpoints(), source.getRoleArn());
    }

    /** The role of the development account that Jenkins assumes first, as policies name it; empty if there is none. */
    public Optional<DevelopmentPrincipal> toSourceRole() {
        return Optional.of(source.getRoleArn()).filter(arn -> !arn.isEmpty()).map(DevelopmentPrincipal::ofRole);
    }

    /** The bucket, as a deployment works with it. */
    public Store toStore() {
        return source.toStore(role.toRole().account());
    }

    /**
     * What a check of it, saved or not but without {@link #faults}, is about.
     *
     * @param requester whom AWS's audit trail shall show
     */
    public Subject toSubject(Requester requester) {
        return Subject.of(
                toEnvironment(),
                toStore(),
                new DeploymentRequest.Target(application, deploymentGroup, deploymentConfig, instanceRoleArns),
                requester);
    }

    /**
     * What its policies, saved or not but without {@link #faults}, are about.
     *
     * @param principal who Jenkins is in the development account
     * @param existing what is there already
     */
    public Blueprint toBlueprint(DevelopmentPrincipal principal, Set<Blueprint.Part> existing) {
        return EnvironmentBlueprint.of(this, principal, existing);
    }

    /** The form of an environment. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    public static final class DescriptorImpl extends Descriptor<DeploymentEnvironment> {

        @Override
        public @NonNull String getDisplayName() {
            return Messages.DeploymentEnvironment_DisplayName();
        }

        /** A list as the text area shows it. */
        public String lines(List<String> list) {
            return list == null ? "" : TextList.text(list);
        }

        @POST
        public FormValidation doCheckName(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.ENVIRONMENT_NAME.checkRequired(value));
        }

        @POST
        public FormValidation doCheckRegion(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.checkRegion(value));
        }

        @POST
        public FormValidation doCheckApplication(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.CODEDEPLOY_NAME.check(value));
        }

        @POST
        public FormValidation doCheckDeploymentGroup(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.CODEDEPLOY_NAME.check(value));
        }

        @POST
        public FormValidation doCheckDeploymentConfig(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.CODEDEPLOY_NAME.check(value));
        }

        @POST
        public FormValidation doCheckInstanceRoleArns(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.ROLE_ARN.checkLines(value));
        }

        @POST
        public FormValidation doCheckTaskRoleArns(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.ROLE_ARN.checkLines(value));
        }

        @POST
        public FormValidation doCheckLambdaFunctions(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.LAMBDA_FUNCTION.checkLines(value));
        }

        @POST
        public FormValidation doCheckAllowedJobs(@QueryParameter String value) {
            return AdministratorForm.check(() -> Util.fixNull(value).isBlank()
                    ? FormValidation.warning(Messages.DeploymentEnvironment_EveryJob())
                    : Format.JOB_PATTERN.checkLines(value));
        }

        @POST
        public FormValidation doCheckApplications(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.CODEDEPLOY_NAME.checkLines(value));
        }

        @POST
        public FormValidation doCheckDeploymentGroups(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.CODEDEPLOY_NAME.checkLines(value));
        }

        @POST
        public FormValidation doCheckRedeployJob(@QueryParameter String value, @QueryParameter String allowedJobs) {
            return AdministratorForm.check(() -> RedeployJob.check(value, allowedJobs));
        }

        @POST
        public AutoCompletionCandidates doAutoCompleteRedeployJob(@QueryParameter String value) {
            return RedeployJob.complete(value);
        }
    }
}
