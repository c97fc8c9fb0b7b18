package io.jenkins.plugins.crossaccountdeploy.configuration;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.RelativePath;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.account.Endpoints;
import jenkins.YesNoMaybe;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Where AWS answers when it is not at its public addresses: interface endpoints of a VPC, or a simulator. */
public final class DeploymentEndpoints implements Describable<DeploymentEndpoints> {

    private String sts = "";
    private String s3 = "";
    private String codeDeploy = "";
    private String ecs = "";
    private String lambda = "";
    private boolean fips;
    private boolean dualStack;

    /** The public addresses. */
    @DataBoundConstructor
    public DeploymentEndpoints() {
        // Empty for each service until a setter says otherwise.
    }

    /** What is stored without some field, by hand or by another version, has that field's default. */
    private Object readResolve() {
        DeploymentEndpoints whole = new DeploymentEndpoints();
        whole.setSts(sts);
        whole.setS3(s3);
        whole.setCodeDeploy(codeDeploy);
        whole.setEcs(ecs);
        whole.setLambda(lambda);
        whole.setFips(fips);
        whole.setDualStack(dualStack);
        return whole;
    }

    public String getSts() {
        return sts;
    }

    /** URL of STS; empty for the region's own. */
    @DataBoundSetter
    public void setSts(String sts) {
        this.sts = Util.fixNull(sts).trim();
    }

    public String getS3() {
        return s3;
    }

    /** URL of S3, where buckets are addressed by path; empty for the region's own. */
    @DataBoundSetter
    public void setS3(String s3) {
        this.s3 = Util.fixNull(s3).trim();
    }

    public String getCodeDeploy() {
        return codeDeploy;
    }

    /** URL of CodeDeploy; empty for the region's own. */
    @DataBoundSetter
    public void setCodeDeploy(String codeDeploy) {
        this.codeDeploy = Util.fixNull(codeDeploy).trim();
    }

    public String getEcs() {
        return ecs;
    }

    /** URL of Amazon ECS, where task definitions are registered; empty for the region's own. */
    @DataBoundSetter
    public void setEcs(String ecs) {
        this.ecs = Util.fixNull(ecs).trim();
    }

    public String getLambda() {
        return lambda;
    }

    /** URL of AWS Lambda, where versions are published; empty for the region's own. */
    @DataBoundSetter
    public void setLambda(String lambda) {
        this.lambda = Util.fixNull(lambda).trim();
    }

    public boolean isFips() {
        return fips;
    }

    /** Whether services without a URL are asked at their FIPS endpoints. */
    @DataBoundSetter
    public void setFips(boolean fips) {
        this.fips = fips;
    }

    public boolean isDualStack() {
        return dualStack;
    }

    /** Whether services without a URL are asked at their dual-stack endpoints, where they have any. */
    @DataBoundSetter
    public void setDualStack(boolean dualStack) {
        this.dualStack = dualStack;
    }

    Endpoints toEndpoints() {
        return new Endpoints(sts, s3, codeDeploy, "", ecs, lambda, fips, dualStack);
    }

    /** The form of an environment's endpoints. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    public static final class DescriptorImpl extends Descriptor<DeploymentEndpoints> {

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DeploymentEndpoints_DisplayName();
        }

        @POST
        public FormValidation doCheckSts(@QueryParameter String value) {
            return AdministratorForm.check(() -> checkUrl(value));
        }

        @POST
        public FormValidation doCheckS3(@QueryParameter String value) {
            return AdministratorForm.check(() -> checkUrl(value));
        }

        @POST
        public FormValidation doCheckCodeDeploy(@QueryParameter String value) {
            return AdministratorForm.check(() -> checkUrl(value));
        }

        @POST
        public FormValidation doCheckEcs(@QueryParameter String value) {
            return AdministratorForm.check(() -> checkUrl(value));
        }

        @POST
        public FormValidation doCheckLambda(@QueryParameter String value) {
            return AdministratorForm.check(() -> checkUrl(value));
        }

        @POST
        public FormValidation doCheckFips(
                @QueryParameter boolean value,
                @QueryParameter boolean dualStack,
                @QueryParameter String sts,
                @QueryParameter String s3,
                @QueryParameter String codeDeploy,
                @RelativePath("..") @QueryParameter String region) {
            return AdministratorForm.check(() -> value
                    ? checkKind(new Endpoints(text(sts), text(s3), text(codeDeploy), "", true, dualStack), region)
                    : FormValidation.ok());
        }

        @POST
        public FormValidation doCheckDualStack(
                @QueryParameter boolean value, @RelativePath("..") @QueryParameter String region) {
            return AdministratorForm.check(() -> checkKind(new Endpoints("", "", "", "", false, value), region));
        }

        private static String text(String given) {
            return Util.fixNull(given).trim();
        }

        private static FormValidation checkKind(Endpoints endpoints, String region) {
            return Format.validation(new EndpointKinds(text(region))
                    .faults(Messages.Fault_This(), endpoints).stream().findFirst());
        }

        private static FormValidation checkUrl(String value) {
            return Endpoints.isUnprotected(Util.fixNull(value).trim()) && Format.URL.fits(value.trim())
                    ? FormValidation.warning(Messages.DeploymentEndpoints_PlainHttp())
                    : Format.URL.check(value);
        }
    }
}
