package io.jenkins.plugins.crossaccountdeploy.explanation;

import io.jenkins.plugins.crossaccountdeploy.account.Policy.Statement;
import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.request.BundleScope;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.PreparationScope;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Why a request was denied, as far as AWS tells: mostly what was denied, and often the kind of policy that decided (<a
 * href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">IAM User Guide, access denied
 * error messages</a>).
 *
 * @param decider the kind of policy that decided
 * @param explicit whether it has a Deny statement for it; else it only lacks one that allows
 * @param action what was denied, which need not be what was asked for: CreateDeployment also reads the config
 * @param resource what a policy has to name
 * @param isNamed whether AWS itself has named the action
 */
record Denial(Decider decider, boolean explicit, String action, String resource, boolean isNamed) {

    private static final Pattern DENIED =
            Pattern.compile("not authorized to perform: ([\\w-]+:\\w+)(?: on resource: \"?([^\\s\"]+)\"?)?");

    /** Which policy decided, with the words by which AWS's messages name it. */
    enum Decider {
        TRUST_POLICY("trust policy"),
        IDENTITY_POLICY("identity-based polic"),
        RESOURCE_POLICY("resource-based polic"),
        SESSION_POLICY("session polic"),
        BOUNDARY("permissions boundar"),
        ENDPOINT_POLICY("VPC endpoint polic"),
        SERVICE_CONTROL_POLICY("service control polic"),
        RESOURCE_CONTROL_POLICY("resource control polic"),
        /** A presigned URL, which is over: no policy at all. */
        EXPIRY("Request has expired"),
        /** A presigned URL of a time to come. */
        PREMATURITY("Request is not yet valid"),
        /** AWS keeps it to itself, as it often does across accounts. */
        UNSAID("");

        private final String words;

        Decider(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /**
     * @param message what AWS says
     * @param attempt what was asked for, in case AWS does not say
     */
    static Denial of(String message, Attempt attempt, DeploymentRequest request) {
        Decider decider = Stream.of(Decider.values())
                .filter(candidate -> message.contains(candidate.words))
                .findFirst()
                .orElse(Decider.UNSAID);
        Matcher named = DENIED.matcher(message);
        boolean isNamed = named.find();
        String action = isNamed ? named.group(1) : attempt.action();
        return new Denial(
                decider,
                message.contains("explicit deny"),
                action,
                action.equals(attempt.action())
                        ? attempt.resource()
                        : resource(Optional.ofNullable(named.group(2)), action, request),
                isNamed);
    }

    /** A key that AWS does not name, though it names the action, is the one that the ciphertext is associated with. */
    private static String resource(Optional<String> named, String action, DeploymentRequest request) {
        String key = request.store().kmsKeyArn();
        return named.map(resource -> generalized(resource, request))
                .orElse(action.startsWith("kms:") && !key.isEmpty() ? key : "*");
    }

    /** The next bundle has another key. */
    private static String generalized(String resource, DeploymentRequest request) {
        String objects = request.objects();
        return resource.startsWith(objects.substring(0, objects.length() - 1)) ? objects : resource;
    }

    /** What was denied. Who may not list a bucket is denied to read what is not there. */
    String words() {
        return switch (service()) {
            case "s3" ->
                (isNamed || !action.equals("s3:GetObject") ? action : action + " or s3:ListBucket")
                        + " is not allowed on the bucket";
            case "kms" -> action + " is not allowed on the bundle's key" + (resource.equals("*") ? "" : " " + resource);
            default -> action + " is not allowed on " + resource;
        };
    }

    /** Which policy to change, and how. */
    String remedy(DeploymentRequest request, Attempt.Side side, Optional<Principal> caller) {
        String whose =
                switch (side) {
                    case SOURCE, DEVELOPMENT -> "this principal";
                    case PRODUCTION -> "the role";
                };
        String account =
                switch (side) {
                    case SOURCE, DEVELOPMENT -> "the development account";
                    case PRODUCTION -> "account " + request.environment().role().account();
                };
        String principal =
                switch (side) {
                    case SOURCE -> "the ARN of this principal";
                    case DEVELOPMENT -> developmentPrincipal(request, caller);
                    case PRODUCTION -> request.environment().role().arn();
                };
        return switch (decider) {
            case IDENTITY_POLICY ->
                explicit
                        ? denied("the policies of " + whose)
                        : "Add to the policy of " + whose + ": " + json() + alternative(request) + ".";
            case RESOURCE_POLICY, TRUST_POLICY ->
                explicit
                        ? denied(resourcePolicy(request)) + encryption(request)
                        : resourceRemedy(request, side, principal);
            case SESSION_POLICY ->
                switch (side) {
                    case SOURCE, DEVELOPMENT ->
                        "The development credentials are a session that a session policy narrows: whoever issues them has"
                                + " to let it allow " + json() + ".";
                    case PRODUCTION -> sessionRemedy(request);
                };
            case BOUNDARY ->
                "The permissions boundary of " + whose + (explicit ? " denies it" : " does not include it")
                        + ", whatever its policies allow: ask the administrators of " + account + " for "
                        + (explicit ? "an exception" : json() + " in the boundary") + ".";
            case ENDPOINT_POLICY ->
                "The request goes through a VPC endpoint whose policy "
                        + (explicit ? "denies it" : "does not allow it")
                        + ": change the policy of the " + service()
                        + " endpoint in Jenkins' network so that it allows "
                        + json(principal, resource) + ".";
            case SERVICE_CONTROL_POLICY ->
                "A service control policy of the organization of " + account
                        + (explicit ? " denies it" : " does not allow it")
                        + ", which nothing inside the account can outweigh: ask the organization's administrators to let "
                        + principal + " do " + action + ".";
            case RESOURCE_CONTROL_POLICY ->
                "A resource control policy of the organization that owns " + resource
                        + (explicit ? " denies it" : " does not allow it")
                        + ", which nothing inside its account can outweigh: ask the organization's administrators to let "
                        + principal + " in.";
            case EXPIRY ->
                "The signature was over before the request came: check the controller's clock, and the agent's way to S3.";
            case PREMATURITY -> "The request is signed with a time to come: set the controller's clock.";
            case UNSAID ->
                explicit
                        ? denied("every policy that applies") + encryption(request)
                        : anyRemedy(request, side, principal);
        };
    }

    /** What a run's session may do beyond its own deployment, the environment says. */
    private String sessionRemedy(DeploymentRequest request) {
        if (isLookUp(request)) {
            return "The session of this run may look at deployments of "
                    + request.target().application() + " / "
                    + request.target().deploymentGroup()
                    + " alone, and this is none of them: correct deploymentId, or name its application and"
                    + " deploymentGroup.";
        }
        String environment = request.environment().name();
        return switch (service()) {
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

    private static String developmentPrincipal(DeploymentRequest request, Optional<Principal> caller) {
        return Optional.of(request.environment().sourceRoleArn())
                .filter(arn -> !arn.isEmpty())
                .or(() -> caller.map(Principal::lastingArn))
                .orElse("the ARN of this principal");
    }

    /** Whether a deployment is looked up that the job names by its ID alone. */
    private boolean isLookUp(DeploymentRequest request) {
        return action.equals("codedeploy:GetDeployment") && request.content() instanceof DeploymentRequest.Running;
    }

    /** What the job can do instead. */
    private String alternative(DeploymentRequest request) {
        if (isLookUp(request)) {
            return ". If it has it, the deployment is one of another application or deployment group: name them, or correct"
                    + " deploymentId";
        }
        return switch (action) {
            case "codedeploy:UpdateDeploymentGroup" -> ", or leave out ignoreAlarms";
            case "codedeploy:RegisterApplicationRevision", "codedeploy:CreateDeployment" ->
                ". AWS answers the same where there is no such application or deployment group: see whether their names are"
                        + " right";
            default -> "";
        };
    }

    private static String denied(String policies) {
        return "A policy denies it, which no other policy can outweigh: see which condition of the Deny statements of "
                + policies + " the request does not meet.";
    }

    private String encryption(DeploymentRequest request) {
        return action.equals("s3:PutObject") && request.store().kmsKeyArn().isEmpty()
                ? " A bucket that takes only encrypted objects asks for the environment's kmsKeyArn."
                : "";
    }

    private String service() {
        return action.substring(0, action.indexOf(':'));
    }

    private String resourcePolicy(DeploymentRequest request) {
        return switch (service()) {
            case "s3" -> bucketPolicy(request);
            case "kms" -> "the policy of the KMS key";
            case "sts" -> "the trust policy of role " + resource.substring(resource.lastIndexOf('/') + 1);
            default -> "the policy of " + resource;
        };
    }

    private String resourceRemedy(DeploymentRequest request, Attempt.Side side, String principal) {
        return switch (service()) {
            case "sts" ->
                "Add to " + resourcePolicy(request) + ": " + json(principal) + ", with " + externalId(request, side)
                        + ".";
            case "kms" -> "Add to " + resourcePolicy(request) + ": " + json(principal, "*") + ".";
            default -> "Add to " + resourcePolicy(request) + ": " + json(principal, resource) + ".";
        };
    }

    private static String bucketPolicy(DeploymentRequest request) {
        Store store = request.store();
        return "the policy of bucket " + store.bucket()
                + switch (store.owner()) {
                    case DEVELOPMENT, PRODUCTION -> "";
                    case THIRD -> " in account " + store.account();
                };
    }

    /** Between accounts both sides have to allow it, and S3 does not tell which of them does not. */
    private String bucketRemedy(DeploymentRequest request, Attempt.Side side, String principal) {
        return switch (side) {
            case SOURCE, DEVELOPMENT ->
                switch (request.store().owner()) {
                    case THIRD ->
                        "Both the policy of this principal (" + json() + ") and " + bucketPolicy(request) + " ("
                                + json(principal, resource)
                                + ") have to allow it. If they do, see whether the bucket belongs to that account, and what its"
                                + " policy denies.";
                    case DEVELOPMENT, PRODUCTION ->
                        "Add to the policy of this principal: " + json()
                                + ". If it has it, see whether the bucket belongs to this account, and what its policy"
                                + " denies.";
                };
            case PRODUCTION -> "Add to the policy of the role: " + json() + ".";
        };
    }

    private String anyRemedy(DeploymentRequest request, Attempt.Side side, String principal) {
        return switch (service()) {
            case "sts" ->
                action.equals("sts:AssumeRole")
                        ? "The role's trust policy must name this principal or its account, and ask for "
                                + externalId(request, side) + "; the principal's own policy must have the statement "
                                + json()
                                + ". AWS answers the same where there is no such role: see whether its ARN is right."
                        : "Both the role's trust policy (" + json(principal) + ") and the principal's own policy ("
                                + json() + ") have to allow it, or the environment does without "
                                + (action.equals("sts:TagSession") ? "sessionTags." : "sourceIdentity.");
            case "kms" -> "Both the principal's own policy and the key's have to allow it: " + json() + ".";
            default -> bucketRemedy(request, side, principal);
        };
    }

    private static String externalId(DeploymentRequest request, Attempt.Side side) {
        if (side == Attempt.Side.SOURCE) {
            return "no sts:ExternalId, which is for the role of the production account";
        }
        return request.environment().role().externalId().isEmpty()
                ? "no sts:ExternalId, since the environment has none"
                : "the sts:ExternalId that environment '"
                        + request.environment().name() + "' has";
    }

    /** What S3 does with a key on our behalf needs both actions. */
    private List<String> actions() {
        return BundleScope.ENCRYPT.contains(action) ? BundleScope.ENCRYPT : List.of(action);
    }

    private String json() {
        if (action.equals("iam:PassRole")) {
            return PreparationScope.passing(List.of(resource)).json();
        }
        // Of a function, each version is a resource of its own.
        List<String> resources = service().equals("lambda") ? List.of(resource, resource + ":*") : List.of(resource);
        return Statement.allow(actions(), resources).json();
    }

    /** The statement as a policy of a resource has it. */
    private String json(String principal, String... resources) {
        return Statement.allow(actions(), List.of(resources))
                .of(List.of(principal))
                .json();
    }
}
