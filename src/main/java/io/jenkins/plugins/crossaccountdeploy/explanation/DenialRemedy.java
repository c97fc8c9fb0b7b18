package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.explanation.Attempt.Side;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.PreparationScope;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import java.util.List;
import java.util.Optional;

/** Which policy to change so that what was denied is allowed, and how. */
final class DenialRemedy {

    private final Denial denial;
    private final DeploymentRequest request;
    private final Side side;
    private final Optional<Principal> caller;

    /**
     * @param side whose credentials have asked
     * @param caller Jenkins' own principal, as far as it is known
     */
    DenialRemedy(Denial denial, DeploymentRequest request, Side side, Optional<Principal> caller) {
        this.denial = denial;
        this.request = request;
        this.side = side;
        this.caller = caller;
    }

    /** In a sentence or two. */
    String text() {
        return switch (denial.decider()) {
            case IDENTITY_POLICY -> identityPolicy();
            case RESOURCE_POLICY, TRUST_POLICY -> resourcePolicy();
            case SESSION_POLICY -> sessionPolicy();
            case BOUNDARY -> boundary();
            case ENDPOINT_POLICY -> endpointPolicy();
            case SERVICE_CONTROL_POLICY -> serviceControlPolicy();
            case RESOURCE_CONTROL_POLICY -> resourceControlPolicy();
            case EXPIRY ->
                "The signature was over before the request came: check the controller's clock, and the agent's way to S3.";
            case PREMATURITY -> "The request is signed with a time to come: set the controller's clock.";
            case UNSAID -> anyPolicy();
        };
    }

    // ---- by the policy that decided

    private String identityPolicy() {
        return denial.explicit()
                ? deniedBy("the policies of " + whose())
                : "Add to the policy of " + whose() + ": " + statement() + alternative() + ".";
    }

    /** What the job can do instead. */
    private String alternative() {
        if (isLookUp()) {
            return ". If it has it, the deployment is one of another application or deployment group: name them, or correct"
                    + " deploymentId";
        }
        return switch (denial.action()) {
            case "codedeploy:UpdateDeploymentGroup" -> ", or leave out ignoreAlarms";
            case "codedeploy:RegisterApplicationRevision", "codedeploy:CreateDeployment" ->
                ". AWS answers the same where there is no such application or deployment group: see whether their names are"
                        + " right";
            default -> "";
        };
    }

    private String resourcePolicy() {
        if (denial.explicit()) {
            return deniedBy(policyOfResource()) + encryption() + ownership();
        }
        String statement =
                switch (denial.service()) {
                    case "sts" -> statementFor(principal()) + ", with " + externalId();
                    case "kms" -> statementFor(principal(), "*");
                    default -> statementFor(principal(), denial.resource());
                };
        return "Add to " + policyOfResource() + ": " + statement + ".";
    }

    private String policyOfResource() {
        return switch (denial.service()) {
            case "s3" -> bucketPolicy();
            case "kms" -> "the policy of the KMS key";
            case "sts" ->
                "the trust policy of role "
                        + denial.resource().substring(denial.resource().lastIndexOf('/') + 1);
            default -> "the policy of " + denial.resource();
        };
    }

    private String sessionPolicy() {
        return switch (side) {
            case SOURCE, DEVELOPMENT ->
                "The development credentials are a session that a session policy narrows: whoever issues them has"
                        + " to let it allow " + statement() + ".";
            case PRODUCTION -> sessionOfRun();
        };
    }

    /** What a run's session may do beyond its own deployment, the environment says. */
    private String sessionOfRun() {
        if (isLookUp()) {
            return "The session of this run may look at deployments of "
                    + request.target().application() + " / "
                    + request.target().deploymentGroup()
                    + " alone, and this is none of them: correct deploymentId, or name its application and"
                    + " deploymentGroup.";
        }
        String environment = request.environment().name();
        return switch (denial.service()) {
            case "kms" ->
                "The run's session may use a key of another account only if that is named: Name the key as kmsKeyArn of"
                        + " environment '" + environment + "'.";
            case "iam" ->
                "The run's session may give tasks only the roles that are named: Add that role to taskRoleArns of"
                        + " environment '" + environment + "'.";
            case "lambda" ->
                "The run's session may publish only the functions that are named: Add that function to lambdaFunctions of"
                        + " environment '" + environment + "'.";
            default -> "The run's own session policy does not allow it: please report this as a bug.";
        };
    }

    private String boundary() {
        return "The permissions boundary of " + whose() + (denial.explicit() ? " denies it" : " does not include it")
                + ", whatever its policies allow: ask the administrators of " + account() + " for "
                + (denial.explicit() ? "an exception" : statement() + " in the boundary") + ".";
    }

    private String endpointPolicy() {
        return "The request goes through a VPC endpoint whose policy" + refusal() + ": change the policy of the "
                + denial.service() + " endpoint in Jenkins' network so that it allows "
                + statementFor(principal(), denial.resource()) + ".";
    }

    private String serviceControlPolicy() {
        return "A service control policy of the organization of " + account() + refusal()
                + ", which nothing inside the account can outweigh: ask the organization's administrators to let "
                + principal() + " do " + denial.action() + ".";
    }

    private String resourceControlPolicy() {
        return "A resource control policy of the organization that owns " + denial.resource() + refusal()
                + ", which nothing inside its account can outweigh: ask the organization's administrators to let "
                + principal() + " in.";
    }

    /** AWS does not say which. */
    private String anyPolicy() {
        if (denial.explicit()) {
            return deniedBy("every policy that applies") + encryption() + ownership();
        }
        return switch (denial.service()) {
            case "sts" -> denial.action().equals("sts:AssumeRole") ? assuming() : describing();
            case "kms" -> "Both the principal's own policy and the key's have to allow it: " + statement() + ".";
            default -> reachingBucket();
        };
    }

    private String assuming() {
        return "The role's trust policy must name this principal or its account, and ask for " + externalId()
                + "; the principal's own policy must have the statement " + statement()
                + ". AWS answers the same where there is no such role: see whether its ARN is right.";
    }

    /** Of a session's tags and source identity. */
    private String describing() {
        return "Both the role's trust policy (" + statementFor(principal()) + ") and the principal's own policy ("
                + statement() + ") have to allow it, or the environment does without "
                + (denial.action().equals("sts:TagSession") ? "sessionTags." : "sourceIdentity.");
    }

    /** Between accounts both sides have to allow it, and S3 does not tell which of them does not. */
    private String reachingBucket() {
        return switch (side) {
            case SOURCE, DEVELOPMENT ->
                switch (request.store().owner()) {
                    case THIRD ->
                        "Both the policy of this principal (" + statement() + ") and " + bucketPolicy() + " ("
                                + statementFor(principal(), denial.resource())
                                + ") have to allow it. If they do, see whether the bucket belongs to that account, and what its"
                                + " policy denies.";
                    case DEVELOPMENT, PRODUCTION ->
                        "Add to the policy of this principal: " + statement()
                                + ". If it has it, see whether the bucket belongs to this account, and what its policy"
                                + " denies.";
                };
            case PRODUCTION -> "Add to the policy of the role: " + statement() + ".";
        };
    }

    // ---- parts of sentences

    private static String deniedBy(String policies) {
        return "A policy denies it, which no other policy can outweigh: see which condition of the Deny statements of "
                + policies + " the request does not meet.";
    }

    private String refusal() {
        return denial.explicit() ? " denies it" : " does not allow it";
    }

    private String encryption() {
        return denial.action().equals("s3:PutObject")
                        && request.store().kmsKeyArn().isEmpty()
                ? " A bucket that takes only encrypted objects asks for the environment's kmsKeyArn."
                : "";
    }

    /** Before buckets could do without, whoever wrote into another account's had to give away what it wrote. */
    private String ownership() {
        return denial.action().equals("s3:PutObject") && request.store().owner() == Store.Owner.THIRD
                ? " One that asks for the ACL bucket-owner-full-control cannot be met, since bundles have no ACL: give bucket "
                        + request.store().bucket()
                        + " the Object Ownership 'Bucket owner enforced' in place of that statement."
                : "";
    }

    private String bucketPolicy() {
        Store store = request.store();
        return "the policy of bucket " + store.bucket()
                + switch (store.owner()) {
                    case DEVELOPMENT, PRODUCTION -> "";
                    case THIRD -> " in account " + store.account();
                };
    }

    private String externalId() {
        if (side == Side.SOURCE) {
            return "no sts:ExternalId, which is for the role of the production account";
        }
        return request.environment().role().externalId().isEmpty()
                ? "no sts:ExternalId, since the environment has none"
                : "the sts:ExternalId that environment '"
                        + request.environment().name() + "' has";
    }

    /** Whether a deployment is looked up that the job names by its ID alone. */
    private boolean isLookUp() {
        return denial.action().equals("codedeploy:GetDeployment")
                && request.content() instanceof DeploymentRequest.Running;
    }

    private String whose() {
        return switch (side) {
            case SOURCE, DEVELOPMENT -> "this principal";
            case PRODUCTION -> "the role";
        };
    }

    private String account() {
        return switch (side) {
            case SOURCE, DEVELOPMENT -> "the development account";
            case PRODUCTION -> "account " + request.environment().role().account();
        };
    }

    /** What the policy of a resource names whoever has asked by. */
    private String principal() {
        String unknown = "the ARN of this principal";
        return switch (side) {
            case SOURCE -> unknown;
            case DEVELOPMENT ->
                Optional.of(request.environment().sourceRoleArn())
                        .filter(arn -> !arn.isEmpty())
                        .or(() -> caller.map(Principal::lastingArn))
                        .orElse(unknown);
            case PRODUCTION -> request.environment().role().arn();
        };
    }

    // ---- statements that allow it, as JSON

    /** As a principal's own policy has it. */
    private String statement() {
        String resource = denial.resource();
        if (denial.action().equals("iam:PassRole")) {
            return PreparationScope.passing(List.of(resource)).json();
        }
        // Of a function, each version is a resource of its own.
        List<String> resources =
                denial.service().equals("lambda") ? List.of(resource, resource + ":*") : List.of(resource);
        return Statement.allow(actions(), resources).json();
    }

    /** As the policy of a resource has it. */
    private String statementFor(String principal, String... resources) {
        return Statement.allow(actions(), List.of(resources))
                .of(List.of(principal))
                .json();
    }

    /** What S3 does with a key on our behalf needs both actions. */
    private List<String> actions() {
        return BundleScope.ENCRYPT.contains(denial.action()) ? BundleScope.ENCRYPT : List.of(denial.action());
    }
}
