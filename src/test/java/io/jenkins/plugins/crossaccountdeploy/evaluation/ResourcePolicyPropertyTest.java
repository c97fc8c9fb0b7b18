package io.jenkins.plugins.crossaccountdeploy.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy.Access;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest.ResourcePolicyRules;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Compares the evaluation of random policies with that of the simulator, which somebody else has written and which knows all
 * of a request: what is told for certain is true, and only what depends on something hidden cannot be told.
 */
class ResourcePolicyPropertyTest {

    private static final int POLICIES = 30_000;
    private static final String ACCOUNT = "222222222222";
    private static final String OTHER = "111111111111";
    private static final String OBJECTS = "arn:aws:s3:::bundles/revisions/";
    private static final String OTHER_OBJECT = OBJECTS + "payments/shop/1.tgz";
    private static final String KEY = "arn:aws:kms:eu-west-1:%s:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    private static final String ALLOW_ALL =
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private static final List<String> PRINCIPALS = List.of(
            "*",
            "arn:aws:iam::222222222222:role/Instances",
            "arn:aws:iam::222222222222:role/Other",
            "arn:aws:iam::222222222222:root",
            "222222222222",
            "arn:aws:iam::111111111111:root",
            "arn:aws:sts::222222222222:assumed-role/Instances/i-0a1b2c3d",
            "arn:aws:sts::222222222222:assumed-role/Instances/i-ffffffff",
            "arn:aws:sts::222222222222:assumed-role/Other/i-0a1b2c3d");

    private static final List<String> ACTIONS = List.of(
            "*", "s3:*", "s3:Get*", "S3:getobject", "s3:GetObjec?", "s3:PutObject", "kms:*", "kms:Decrypt", "kms:D*");

    private static final List<String> RESOURCES = List.of(
            "*",
            "arn:aws:s3:::bundles/*",
            "arn:aws:s3:::bundles/revisions/*",
            "arn:aws:s3:::bundles/revisions/payments/*",
            "arn:aws:s3:::bundles/revisions/any-job/*",
            "arn:aws:s3:::bundles/${aws:PrincipalAccount}/*",
            "arn:aws:s3:::bundles/re*/any-${aws:username}",
            "arn:aws:s3:::bundles/*.zip",
            "arn:aws:s3:::bundles/*/payments/*",
            "arn:aws:s3:::bundles/rev*/shop/*",
            "arn:aws:s3:::bundles/*.tgz",
            "arn:aws:s3:::other/*",
            "arn:aws:kms:eu-west-1:*:key/*");

    /** Keys whose values are known beforehand, and values that may or may not be theirs. */
    private static final Map<String, List<String>> KNOWN = Map.of(
            "aws:SecureTransport", List.of("true", "false"),
            "aws:PrincipalArn", List.of("arn:aws:iam::222222222222:role/Instances", "arn:aws:iam::*:role/In*", "*"),
            "aws:PrincipalAccount", List.of("222222222222", "111111111111", "22222222222?"),
            "aws:PrincipalType", List.of("AssumedRole", "User", "assumedrole"),
            "aws:RequestedRegion", List.of("eu-west-1", "eu-*", "us-east-1"),
            "aws:ResourceAccount", List.of("222222222222", "111111111111", "${aws:PrincipalAccount}"),
            "aws:username", List.of("jenkins", "*"),
            "s3:x-amz-server-side-encryption", List.of("aws:kms", "AES256"));

    /** Keys that only the simulator knows the values of. */
    private static final Map<String, List<String>> HIDDEN = Map.of(
            "aws:SourceIp", List.of("127.0.0.1", "10.0.0.1"),
            "aws:userid", List.of("AROA*", "AIDA*"),
            "aws:PrincipalTag/team", List.of("shop", "*"));

    private static final List<String> OPERATORS = List.of(
            "StringEquals",
            "StringNotEquals",
            "StringLike",
            "StringNotLike",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringEqualsIfExists",
            "StringNotLikeIfExists",
            "ForAllValues:StringLike",
            "ForAnyValue:StringEquals",
            "ForAnyValue:StringNotLike",
            "ArnLike",
            "ArnNotEquals",
            "ArnEqualsIfExists",
            "Bool",
            "BoolIfExists",
            "Null");

    private final Random random = new Random(20_240_817);
    private boolean isMurky;

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private List<String> some(List<String> of, int most) {
        List<String> some = new ArrayList<>();
        for (int count = 1 + random.nextInt(most); count > 0; count--) {
            some.add(one(of));
        }
        return some;
    }

    private Json policy() {
        List<Json> statements = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            statements.add(statement());
        }
        return Json.object().put("Version", "2012-10-17").put("Statement", statements);
    }

    private Json statement() {
        boolean denies = random.nextInt(3) == 0;
        List<String> principals = some(PRINCIPALS, 2);
        isMurky |= principals.stream().anyMatch(name -> name.contains("assumed-role/Instances/"));
        List<String> resources = some(RESOURCES, 2);
        isMurky |= resources.stream().anyMatch(name -> name.matches(".*(/payments/|/shop/|[.]tgz).*"));
        Json statement = Json.object()
                .put("Effect", denies ? "Deny" : "Allow")
                .put(
                        denies && random.nextInt(5) == 0 ? "NotPrincipal" : "Principal",
                        Json.object().put("AWS", principals))
                .put(random.nextInt(6) == 0 ? "NotAction" : "Action", some(ACTIONS, 2))
                .put(random.nextInt(6) == 0 ? "NotResource" : "Resource", resources);
        if (random.nextInt(2) == 0) {
            Json conditions = Json.object();
            for (int count = 1 + random.nextInt(2); count > 0; count--) {
                boolean hidden = random.nextInt(6) == 0;
                isMurky |= hidden;
                Map<String, List<String>> keys = hidden ? HIDDEN : KNOWN;
                String key = one(keys.keySet().stream().sorted().toList());
                String operator = one(OPERATORS);
                // AWS does not document what that is for a key that the request lacks.
                isMurky |= operator.equals("ForAnyValue:StringNotLike");
                conditions.put(
                        operator,
                        Json.object()
                                .put(
                                        key,
                                        operator.equals("Null")
                                                ? some(List.of("true", "false"), 1)
                                                : some(keys.get(key), 2)));
            }
            statement.put("Condition", conditions);
        }
        return statement;
    }

    @Test
    void agreesWithTheSimulatorWhereverItIsCertain() {
        Accounts accounts = new Accounts(1);
        Role role = accounts.create(ACCOUNT)
                .createRole("Instances", ALLOW_ALL.replace("\"Action\"", "\"Principal\":\"*\",\"Action\""));
        Caller instance = accounts.instanceOf(role, "i-0a1b2c3d");
        Map<Access, Integer> seen = new EnumMap<>(Access.class);

        for (int i = 0; i < POLICIES; i++) {
            isMurky = false;
            String text = policy().toString();
            String owner = random.nextBoolean() ? ACCOUNT : OTHER;
            boolean ofKey = random.nextInt(3) == 0;
            AccessRequest request = ofKey
                    ? AccessRequest.toKey(
                            Actor.ofRole(role.arn()), "kms:Decrypt", KEY.formatted(owner), "eu-west-1", "amazonaws.com")
                    : AccessRequest.toBucket(
                            Actor.ofRole(role.arn()),
                            "s3:GetObject",
                            OBJECTS,
                            owner,
                            "eu-west-1",
                            Map.of("s3:x-amz-server-side-encryption", List.of()));
            // The simulator's keys are asked without what only a bucket's requests have.
            boolean isMurkyForKey = ofKey && (text.contains("s3:x-amz") || text.contains("SecureTransport"));

            Access access = ResourcePolicy.parse(text).about(request).access();

            seen.merge(access, 1, Integer::sum);
            role.putPolicy("own", ALLOW_ALL);
            boolean allowedAtMost = isAllowed(instance, request, text);
            role.removePolicy("own");
            boolean allowedAtLeast = isAllowed(instance, request, text);
            boolean mayBeUncertain = isMurky || isMurkyForKey;
            assertThat(isTrue(access, allowedAtLeast, allowedAtMost, mayBeUncertain))
                    .as("%s for %s: %s, but allowed %s to %s", access, request, text, allowedAtLeast, allowedAtMost)
                    .isTrue();
            if (access == Access.NOT_ALLOWED && !ofKey && !text.contains("NotResource")) {
                role.putPolicy("own", ALLOW_ALL);
                assertThat(isAllowed(instance, ofOtherObject(request), text))
                        .as("%s of %s: %s", access, OTHER_OBJECT, text)
                        .isFalse();
                role.removePolicy("own");
            }
        }
        assertThat(seen)
                .containsOnlyKeys(Access.values())
                .allSatisfy(
                        (access, count) -> assertThat(count).as(access.name()).isGreaterThan(POLICIES / 100));
    }

    /** The same for an object that is not the example, of those that the request is about. */
    private static AccessRequest ofOtherObject(AccessRequest request) {
        return new AccessRequest(
                request.actor(),
                request.action(),
                OTHER_OBJECT,
                request.anyOf(),
                request.ownerAccount(),
                request.needsResourcePolicy(),
                request.context());
    }

    /**
     * @param atLeast whether it is allowed without any policy of its own
     * @param atMost whether it is allowed if its own policies allow everything
     */
    private static boolean isTrue(Access access, boolean atLeast, boolean atMost, boolean mayBeUncertain) {
        return switch (access) {
            case LET_IN -> atLeast;
            case LEFT_TO_ITS_OWN -> atMost && (mayBeUncertain || !atLeast);
            case DENIED, NOT_ALLOWED -> !atMost;
            case UNKNOWN -> mayBeUncertain;
        };
    }

    private static boolean isAllowed(Caller caller, AccessRequest request, String policy) {
        RequestContext context = new RequestContext()
                .put("aws:SecureTransport", "true")
                .put("aws:RequestedRegion", "eu-west-1")
                .put("aws:SourceIp", "127.0.0.1");
        return PolicyEvaluation.decide(new io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest(
                        caller,
                        request.action(),
                        request.resource(),
                        request.ownerAccount(),
                        Optional.of(Policy.parse(policy)),
                        request.needsResourcePolicy() ? ResourcePolicyRules.REQUIRED : ResourcePolicyRules.OPTIONAL,
                        context))
                .isAllowed();
    }
}
