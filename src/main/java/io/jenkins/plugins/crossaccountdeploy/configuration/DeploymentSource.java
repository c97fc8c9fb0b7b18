package io.jenkins.plugins.crossaccountdeploy.configuration;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.RelativePath;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.ComboBoxModel;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import java.util.List;
import jenkins.YesNoMaybe;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Where bundles go, and the credentials that Jenkins has: the development account's side of an environment. */
public final class DeploymentSource implements Describable<DeploymentSource> {

    private final String bucket;
    private String credentialsId = "";
    private String roleArn = "";
    private String bucketAccount = BucketAccount.DEFAULT;
    private String keyPrefix = "";
    private String kmsKeyArn = "";

    /** Null where it was stored without: then the default applies. */
    private Boolean reuseBundles = true;

    /**
     * @param bucket name of the bucket
     */
    @DataBoundConstructor
    public DeploymentSource(String bucket) {
        this.bucket = Util.fixNull(bucket).trim();
    }

    /** What is stored without some field, by hand or by another version, has that field's default. */
    private Object readResolve() {
        DeploymentSource whole = new DeploymentSource(bucket);
        whole.setCredentialsId(credentialsId);
        whole.setRoleArn(roleArn);
        whole.setBucketAccount(bucketAccount);
        whole.setKeyPrefix(keyPrefix);
        whole.setKmsKeyArn(kmsKeyArn);
        whole.setReuseBundles(reuseBundles == null || reuseBundles);
        return whole;
    }

    public String getBucket() {
        return bucket;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /**
     * The AWS credentials of the development account, or a Secret text with an ID token; empty for the credentials that the
     * controller has by itself.
     */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixNull(credentialsId);
    }

    public String getRoleArn() {
        return roleArn;
    }

    /** The role of the development account that is assumed first; empty to do without. */
    @DataBoundSetter
    public void setRoleArn(String roleArn) {
        this.roleArn = Util.fixNull(roleArn).trim();
    }

    public String getBucketAccount() {
        return bucketAccount;
    }

    /** Whose bucket it is: {@code development}, {@code production}, whose role then writes it, or an account's 12 digits. */
    @DataBoundSetter
    public void setBucketAccount(String bucketAccount) {
        String given = Util.fixNull(bucketAccount).trim();
        this.bucketAccount = given.isEmpty() ? BucketAccount.DEFAULT : given;
    }

    public String getKeyPrefix() {
        return keyPrefix;
    }

    /** What every bundle's key starts with; may be empty. */
    @DataBoundSetter
    public void setKeyPrefix(String keyPrefix) {
        this.keyPrefix = Util.fixNull(keyPrefix).trim();
    }

    public String getKmsKeyArn() {
        return kmsKeyArn;
    }

    /** The key that bundles are encrypted with; empty for the bucket's default encryption. */
    @DataBoundSetter
    public void setKmsKeyArn(String kmsKeyArn) {
        this.kmsKeyArn = Util.fixNull(kmsKeyArn).trim();
    }

    public boolean isReuseBundles() {
        return reuseBundles;
    }

    /** Whether a bundle that is in the bucket already is deployed again instead of being sent again. */
    @DataBoundSetter
    public void setReuseBundles(boolean reuseBundles) {
        this.reuseBundles = reuseBundles;
    }

    /**
     * The bucket, as a deployment works with it.
     *
     * @param productionAccount the 12 digits of the role's account
     */
    Store toStore(String productionAccount) {
        BucketAccount account =
                BucketAccount.of(bucketAccount, productionAccount).orElseThrow();
        return new Store(bucket, account.owner(), account.id(), keyPrefix, kmsKeyArn, reuseBundles);
    }

    /** The form of an environment's source. */
    @Extension(dynamicLoadable = YesNoMaybe.YES)
    public static final class DescriptorImpl extends Descriptor<DeploymentSource> {

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.DeploymentSource_DisplayName();
        }

        /** Those of Jenkins itself: a deployment looks nowhere else. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            return AdministratorForm.isOpen()
                    ? items.includeEmptyValue()
                            .includeMatchingAs(
                                    ACL.SYSTEM2,
                                    Jenkins.get(),
                                    AmazonWebServicesCredentials.class,
                                    List.of(),
                                    CredentialsMatchers.always())
                            .includeMatchingAs(
                                    ACL.SYSTEM2,
                                    Jenkins.get(),
                                    StringCredentials.class,
                                    List.of(),
                                    CredentialsMatchers.always())
                            .includeCurrentValue(credentialsId)
                    : items.includeCurrentValue(credentialsId);
        }

        @POST
        public FormValidation doCheckCredentialsId(@QueryParameter String value, @QueryParameter String roleArn) {
            return AdministratorForm.check(() -> checkCredentials(
                    Util.fixNull(value).trim(), Util.fixNull(roleArn).isBlank()));
        }

        private static FormValidation checkCredentials(String id, boolean isWithoutRole) {
            if (id.isEmpty()) {
                return FormValidation.ok(Messages.DeploymentSource_ControllersCredentials());
            }
            if (has(AmazonWebServicesCredentials.class, id)) {
                return FormValidation.ok();
            }
            if (!has(StringCredentials.class, id)) {
                return FormValidation.error(Messages.DeploymentSource_NoCredentials());
            }
            return isWithoutRole
                    ? FormValidation.error(Messages.DeploymentSource_TokenWithoutRole())
                    : FormValidation.ok(Messages.DeploymentSource_Token());
        }

        private static boolean has(Class<? extends StandardCredentials> type, String id) {
            return !CredentialsProvider.listCredentialsInItemGroup(
                            type, Jenkins.get(), ACL.SYSTEM2, List.of(), CredentialsMatchers.withId(id))
                    .isEmpty();
        }

        @POST
        public FormValidation doCheckRoleArn(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.ROLE_ARN.check(value));
        }

        @POST
        public FormValidation doCheckBucket(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.BUCKET.checkRequired(value));
        }

        @POST
        public ComboBoxModel doFillBucketAccountItems() {
            return new ComboBoxModel(BucketAccount.WORDS);
        }

        @POST
        public FormValidation doCheckBucketAccount(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.validation(BucketAccount.fault(
                    Messages.Fault_This(), Util.fixNull(value).trim())));
        }

        @POST
        public FormValidation doCheckKeyPrefix(@QueryParameter String value) {
            return AdministratorForm.check(() -> Format.KEY_PREFIX.check(value));
        }

        @POST
        public FormValidation doCheckKmsKeyArn(
                @QueryParameter String value, @RelativePath("..") @QueryParameter String region) {
            return AdministratorForm.check(() -> Format.validation(KmsKey.fault(
                    Messages.Fault_This(),
                    Util.fixNull(value).trim(),
                    Util.fixNull(region).trim())));
        }
    }
}
