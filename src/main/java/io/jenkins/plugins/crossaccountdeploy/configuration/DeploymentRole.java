package io.jenkins.plugins.crossaccountdeploy.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.account.Role;
import java.time.Duration;
import jenkins.YesNoMaybe;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The role that is assumed: the production account's side of an environment. */
public final class DeploymentRole implements Describable<DeploymentRole> {

    /** How long a session lasts when nobody says otherwise, in seconds. */
    public static final int DEFAULT_DURATION_SECONDS = (int) Role.DEFAULT_DURATION.toSeconds();

    private final String arn;
    private String externalId = "";
    private int durationSeconds = DEFAULT_DURATION_SECONDS;
    private boolean sessionTags;
    private boolean sourceIdentity;

    /**
     * @param arn such as {@code arn:aws:iam::222222222222:role/CrossAccountRole}
     */
    @DataBoundConstructor
    public DeploymentRole(String arn) {
        this.arn = Util.fixNull(arn).trim();
    }

    /** What is stored without some field, by hand or by another version, has that field's default. */
    private Object readResolve() {
        DeploymentRole whole = new DeploymentRole(arn);
        whole.setExternalId(externalId);
        whole.setDurationSeconds(durationSeconds == 0 ? DEFAULT_DURATION_SECONDS : durationSeconds);
        whole.setSessionTags(sessionTags);
        whole.setSourceIdentity(sourceIdentity);
        return whole;
    }

    public String getArn() {
        return arn;
    }

    public String getExternalId() {
        return externalId;
    }

    /** What the role's trust policy asks for as {@code sts:ExternalId}; empty for none. */
    @DataBoundSetter
    public void setExternalId(String externalId) {
        this.externalId = Util.fixNull(externalId).trim();
    }

    public int getDurationSeconds() {
        return durationSeconds;
    }

    /** How long a session lasts before it is renewed, in seconds: 900 to 43200. */
    @DataBoundSetter
    public void setDurationSeconds(int durationSeconds) {
        this.durationSeconds = durationSeconds;
    }

    public boolean isSessionTags() {
        return sessionTags;
    }

    /** Whether sessions carry the job, the build and the user as tags. */
    @DataBoundSetter
    public void setSessionTags(boolean sessionTags) {
        this.sessionTags = sessionTags;
    }

    public boolean isSourceIdentity() {
        return sourceIdentity;
    }

    /** Whether sessions carry the user who started the build as their source identity. */
    @DataBoundSetter
    public void setSourceIdentity(boolean sourceIdentity) {
        this.sourceIdentity = sourceIdentity;
    }

    Role toRole() {
        return new Role(arn, externalId, Duration.ofSeconds(durationSeconds), sessionTags, sourceIdentity);
    }

    /** The form of an environment's role. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    public static final class DescriptorImpl extends Descriptor<DeploymentRole> {

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DeploymentRole_DisplayName();
        }

        @POST
        public FormValidation doCheckArn(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.ROLE_ARN.checkRequired(value));
        }

        @POST
        public FormValidation doCheckExternalId(@QueryParameter String value) {
            return AdministratorForm.check(() -> Util.fixNull(value).isBlank()
                    ? FormValidation.warning(Messages.DeploymentRole_NoExternalId())
                    : Format.EXTERNAL_ID.check(value));
        }

        @POST
        public FormValidation doCheckDurationSeconds(@QueryParameter String value) {
            return AdministratorForm.check(() -> WholeNumber.parse(value)
                    .map(seconds -> Format.validation(EnvironmentFaults.duration(Messages.Fault_This(), seconds)))
                    .orElseGet(() -> FormValidation.error(Messages.DeploymentRole_NotSeconds())));
        }
    }
}
