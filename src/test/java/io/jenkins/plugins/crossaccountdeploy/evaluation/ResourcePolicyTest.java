package io.jenkins.plugins.crossaccountdeploy.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.account.Principal;
import io.jenkins.plugins.crossaccountdeploy.evaluation.ResourcePolicy.Access;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResourcePolicyTest {

    private static final String INSTANCES = "arn:aws:iam::222222222222:role/ShopInstances";
    private static final String OBJECTS = "arn:aws:s3:::bundles/revisions/";

    private static String statement(String effect, String principal, String resource, String condition) {
        return "{\"Statement\":{\"Sid\":\"It\",\"Effect\":\"" + effect + "\",\"Principal\":{\"AWS\":\"" + principal
                + "\"},\"Action\":\"s3:GetObject\",\"Resource\":\"" + resource + "\",\"Condition\":{" + condition
                + "}}}";
    }

    private static Access read(String policy, String bucketAccount) {
        return ResourcePolicy.parse(policy)
                .about(reading(Actor.ofRole(INSTANCES), bucketAccount))
                .access();
    }

    private static AccessRequest reading(Actor actor, String bucketAccount) {
        return AccessRequest.toBucket(actor, "s3:GetObject", OBJECTS, bucketAccount, "eu-west-1", Map.of());
    }

    private static Access fromOtherAccount(String condition) {
        return read(statement("Allow", INSTANCES, OBJECTS + "*", condition), "111111111111");
    }

    @Test
    void leavesTheOtherHalfToTheInstancesOwnPolicyAcrossAccounts() {
        assertThat(fromOtherAccount("")).isEqualTo(Access.LEFT_TO_ITS_OWN);
    }

    @Test
    void letsARoleInThatABucketOfItsOwnAccountNames() {
        assertThat(read(statement("Allow", INSTANCES, "*", ""), "222222222222")).isEqualTo(Access.LET_IN);
    }

    @Test
    void leavesABucketWithoutPolicyToTheIdentitiesOfItsAccount() {
        AccessRequest own = reading(Actor.ofRole(INSTANCES), "222222222222");
        AccessRequest foreign = reading(Actor.ofRole(INSTANCES), "111111111111");

        assertThat(ResourcePolicy.NONE.about(own).access()).isEqualTo(Access.LEFT_TO_ITS_OWN);
        assertThat(ResourcePolicy.NONE.about(foreign).access()).isEqualTo(Access.NOT_ALLOWED);
    }

    @Test
    void letsNobodyUseAKeyWhosePolicyIsSilent() {
        AccessRequest decrypting = AccessRequest.toKey(
                Actor.ofRole(INSTANCES),
                "kms:Decrypt",
                "arn:aws:kms:eu-west-1:222222222222:key/1",
                "eu-west-1",
                "amazonaws.com");

        assertThat(ResourcePolicy.NONE.about(decrypting).access()).isEqualTo(Access.NOT_ALLOWED);
    }

    @Test
    void cannotTellWhatDependsOnTheNetworkOrTheOrganization() {
        assertThat(fromOtherAccount("\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}"))
                .isEqualTo(Access.UNKNOWN);
        assertThat(fromOtherAccount("\"StringEquals\":{\"aws:PrincipalOrgID\":\"o-1\"}"))
                .isEqualTo(Access.UNKNOWN);
        assertThat(fromOtherAccount("\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}"))
                .isEqualTo(Access.UNKNOWN);
    }

    @Test
    void cannotTellWhatAnOperatorMeansThatItDoesNotKnow() {
        assertThat(fromOtherAccount("\"StringMoreOrLess\":{\"aws:PrincipalAccount\":\"222222222222\"}"))
                .isEqualTo(Access.UNKNOWN);
        assertThat(fromOtherAccount("\"NumericEquals\":{\"aws:PrincipalAccount\":\"222222222222\"}"))
                .isEqualTo(Access.UNKNOWN);
    }

    @Test
    void tellsADenialThatNothingUnknownCanSoften() {
        String policy =
                "{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"},"
                        + "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\",\"Condition\":"
                        + "{\"StringEquals\":{\"aws:SourceVpc\":\"vpc-1\"}}}]}";

        assertThat(ResourcePolicy.parse(policy).about(reading(Actor.ofRole(INSTANCES), "111111111111")))
                .isEqualTo(new ResourcePolicy.Verdict(Access.DENIED, "number 1"));
    }

    @Test
    void takesTheDemandForTlsForMet() {
        String policy = statement("Allow", INSTANCES, "*", "\"Bool\":{\"aws:SecureTransport\":true}");

        assertThat(read(policy, "111111111111")).isEqualTo(Access.LEFT_TO_ITS_OWN);
        assertThat(read(statement("Deny", "*", "*", "\"Bool\":{\"aws:SecureTransport\":\"false\"}"), "222222222222"))
                .isEqualTo(Access.LEFT_TO_ITS_OWN);
    }

    @Test
    void cannotTellOfAStatementForSomeOfTheBundles() {
        assertThat(read(statement("Allow", INSTANCES, OBJECTS + "payments/*", ""), "111111111111"))
                .isEqualTo(Access.UNKNOWN);
        assertThat(read(statement("Allow", INSTANCES, "arn:aws:s3:::bundles/other/*", ""), "111111111111"))
                .isEqualTo(Access.NOT_ALLOWED);
    }

    @Test
    void cannotTellOfAWildcardThatMayStandForTheBeginningOfTheKeys() {
        for (String some : List.of("*/payments/*", "rev*/shop/*", "*.tgz", "revision?/x/*")) {
            String resource = "arn:aws:s3:::bundles/" + some;
            assertThat(read(statement("Allow", INSTANCES, resource, ""), "111111111111"))
                    .as(some)
                    .isEqualTo(Access.UNKNOWN);
            assertThat(read(
                            statement("Deny", "*", resource, "").replace("\"Resource\"", "\"NotResource\""),
                            "222222222222"))
                    .as(some)
                    .isEqualTo(Access.UNKNOWN);
        }
        for (String none : List.of("r?visions.tgz", "other*/shop/*", "revision/*", "${aws:PrincipalAccount}/*")) {
            assertThat(read(statement("Allow", INSTANCES, "arn:aws:s3:::bundles/" + none, ""), "111111111111"))
                    .as(none)
                    .isEqualTo(Access.NOT_ALLOWED);
        }
    }

    @Test
    void cannotTellOfASessionWhoseNameIsNotKnown() {
        String named = "arn:aws:sts::222222222222:assumed-role/ShopInstances/i-0a1b2c3d";

        assertThat(read(statement("Allow", named, "*", ""), "111111111111")).isEqualTo(Access.UNKNOWN);
        assertThat(read(statement("Allow", named.replace("Shop", "Other"), "*", ""), "111111111111"))
                .isEqualTo(Access.NOT_ALLOWED);
    }

    @Test
    void cannotTellWhetherARoleWithAPathIsTheSessions() {
        Actor jenkins =
                Actor.of(new Principal("arn:aws:sts::111111111111:assumed-role/Jenkins/i-0a1b2c3d", "111111111111"));
        String named = "arn:aws:iam::111111111111:role/ci/Jenkins";
        AccessRequest request = reading(jenkins, "222222222222");

        assertThat(ResourcePolicy.parse(statement("Allow", named, "*", ""))
                        .about(request)
                        .access())
                .isEqualTo(Access.UNKNOWN);
        assertThat(ResourcePolicy.parse(statement("Allow", named.replace("ci/", ""), "*", ""))
                        .about(request)
                        .access())
                .isEqualTo(Access.LEFT_TO_ITS_OWN);
        assertThat(ResourcePolicy.parse(statement("Allow", "111111111111", "*", ""))
                        .about(request)
                        .access())
                .isEqualTo(Access.LEFT_TO_ITS_OWN);
    }

    @Test
    void knowsTheIdsThatDeletedPrincipalsLeaveBehind() {
        String policy = statement("Allow", "AROAEXAMPLEEXAMPLE123", "*", "");

        assertThat(read(policy, "111111111111")).isEqualTo(Access.NOT_ALLOWED);
        assertThat(ResourcePolicy.parse(policy).deletedPrincipals()).containsExactly("AROAEXAMPLEEXAMPLE123");
    }

    @Test
    void replacesTheVariablesThatItKnows() {
        assertThat(fromOtherAccount(
                        "\"StringLike\":{\"aws:PrincipalArn\":\"arn:aws:iam::${aws:PrincipalAccount}:role/*\"}"))
                .isEqualTo(Access.LEFT_TO_ITS_OWN);
        assertThat(fromOtherAccount("\"StringLike\":{\"aws:PrincipalArn\":\"*${aws:PrincipalTag/team}\"}"))
                .isEqualTo(Access.UNKNOWN);
    }

    @Test
    void refusesWhatIsNoPolicy() {
        assertThatThrownBy(() -> ResourcePolicy.parse("<html>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Not a policy in JSON");
        assertThat(read("[]", "111111111111")).isEqualTo(Access.NOT_ALLOWED);
        assertThat(read("{\"Statement\":[null,7,{\"Effect\":\"Allow\",\"Condition\":[]}]}", "111111111111"))
                .isEqualTo(Access.NOT_ALLOWED);
    }

    @Test
    void matchesHostilePatternsInTime() {
        String stars = "*a".repeat(2_000) + "b";

        assertThat(Glob.matches(stars, "a".repeat(20_000))).isFalse();
        assertThat(List.of("", "*", "a*", "*a", "?", "a?c*"))
                .extracting(pattern -> Glob.matches(pattern, "abc"))
                .containsExactly(false, true, true, false, false, true);
    }
}
