package io.jenkins.plugins.crossaccountdeploy.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest.ResourcePolicyRules;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.User;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

    private static final String OBJECT = "arn:aws:s3:::bucket/key";

    private final User user = new Accounts(1).create("111111111111").createUser("deployer");
    private final RequestContext context = new RequestContext();
    private Optional<Policy> resourcePolicy = Optional.empty();

    @Test
    void deniesWhatNoPolicyMentions() {
        assertThat(decide("111111111111")).isEqualTo(Decision.NO_IDENTITY_POLICY);
    }

    @Test
    void letsEitherPolicyAllowInsideAnAccount() {
        user.putPolicy("p", statement("Allow", "\"Action\": \"s3:Get*\", \"Resource\": \"arn:aws:s3:::bucket/*\""));
        assertThat(decide("111111111111")).isEqualTo(Decision.ALLOWED);

        user.removePolicy("p");
        resourcePolicy("Allow", "arn:aws:iam::111111111111:user/deployer", "");
        assertThat(decide("111111111111")).isEqualTo(Decision.ALLOWED);
    }

    @Test
    void leavesTheDecisionToTheIdentityWhereTheResourceNamesTheAccount() {
        resourcePolicy("Allow", "arn:aws:iam::111111111111:root", "");

        assertThat(decide("111111111111")).isEqualTo(Decision.NO_IDENTITY_POLICY);
    }

    @Test
    void asksBothPoliciesAcrossAccounts() {
        user.putPolicy("p", statement("Allow", "\"Action\": \"s3:*\", \"Resource\": \"*\""));
        assertThat(decide("222222222222")).isEqualTo(Decision.NO_RESOURCE_POLICY);

        for (String principal : new String[] {"*", "111111111111", "arn:aws:iam::111111111111:root", user.arn()}) {
            resourcePolicy("Allow", principal, "");
            assertThat(decide("222222222222")).as(principal).isEqualTo(Decision.ALLOWED);
        }
        user.removePolicy("p");
        assertThat(decide("222222222222")).isEqualTo(Decision.NO_IDENTITY_POLICY);
    }

    @Test
    void letsADenyWinWhereverItIs() {
        user.putPolicy("p", statement("Allow", "\"Action\": \"*\", \"Resource\": \"*\""));
        resourcePolicy("Deny", "*", "");
        assertThat(decide("111111111111")).isEqualTo(Decision.DENIED_BY_RESOURCE_POLICY);

        user.putPolicy("q", statement("Deny", "\"NotAction\": \"sts:*\", \"Resource\": \"*\""));
        assertThat(decide("111111111111")).isEqualTo(Decision.DENIED_BY_IDENTITY_POLICY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'StringEquals': {'s3:prefix': 'a'}}                        | true",
                "{'StringEquals': {'s3:prefix': ['x', 'a']}}                 | true",
                "{'StringEquals': {'s3:prefix': 'A'}}                        | false",
                "{'StringEqualsIgnoreCase': {'s3:prefix': 'A'}}              | true",
                "{'StringNotEquals': {'s3:prefix': 'a'}}                     | false",
                "{'StringNotEquals': {'s3:delimiter': 'a'}}                  | true",
                "{'StringEquals': {'s3:delimiter': 'a'}}                     | false",
                "{'StringEqualsIfExists': {'s3:delimiter': 'a'}}             | true",
                "{'StringLike': {'s3:prefix': '?'}}                          | true",
                "{'StringNotLike': {'s3:prefix': 'a*'}}                      | false",
                "{'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::*:user/dep*'}} | true",
                "{'ArnNotEquals': {'aws:PrincipalArn': 'arn:aws:iam::*:user/dep*'}} | false",
                "{'Bool': {'aws:SecureTransport': true}}                     | true",
                "{'Bool': {'aws:SecureTransport': 'false'}}                  | false",
                "{'Null': {'s3:delimiter': 'true'}}                          | true",
                "{'Null': {'s3:prefix': 'true'}}                             | false",
                "{'NumericLessThanEquals': {'s3:max-keys': '10'}}            | true",
                "{'NumericGreaterThan': {'s3:max-keys': '10'}}               | false",
                "{'DateLessThan': {'aws:CurrentTime': '2030-01-01T00:00:00Z'}} | true",
                "{'ForAllValues:StringEquals': {'aws:TagKeys': ['job', 'build']}} | true",
                "{'ForAnyValue:StringEquals': {'aws:TagKeys': ['user']}}     | false",
                "{'IpAddress': {'aws:SourceIp': ['10.0.0.0/8', '127.0.0.0/8']}} | true",
                "{'IpAddress': {'aws:SourceIp': '127.0.0.2'}}                | false",
                "{'NotIpAddress': {'aws:SourceIp': '127.0.0.0/8'}}           | false",
                "{'NotIpAddress': {'aws:SourceIp': '2001:db8::/32'}}         | true",
                "{'StringEquals': {'aws:username': '${aws:username}'}}       | true",
                "{'StringEquals': {'s3:prefix': 'a', 's3:delimiter': '/'}}   | false",
            })
    void evaluatesConditions(String condition, boolean holds) {
        context.put("s3:prefix", "a")
                .put("aws:SecureTransport", "true")
                .put("aws:SourceIp", "127.0.0.1")
                .put("s3:max-keys", "10")
                .put("aws:CurrentTime", "2026-01-01T00:00:00Z")
                .putAll("aws:TagKeys", java.util.List.of("job"));
        user.putPolicy(
                "p",
                statement(
                        "Allow",
                        "\"Action\": \"*\", \"Resource\": \"*\", \"Condition\": " + condition.replace('\'', '"')));

        assertThat(decide("111111111111").isAllowed()).isEqualTo(holds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'StringMatches': {'s3:prefix': 'a'}}",
                "{'StringEquals': {'aws:PrincipalOrgID': 'o-1'}}",
                "{'StringEquals': {'aws:SourceVpce': 'vpce-1'}}"
            })
    void refusesConditionsThatItCannotEvaluate(String condition) {
        assertThatThrownBy(() -> Policy.parse(statement(
                        "Allow",
                        "\"Action\": \"*\", \"Resource\": \"*\", \"Condition\": " + condition.replace('\'', '"'))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The simulator does not know the condition");
    }

    @Test
    void refusesPrincipalsThatCannotBe() {
        assertThatThrownBy(() -> resourcePolicy("Allow", "arn:aws:iam::role/CodeDeployDemo-EC2", ""))
                .hasMessageContaining("Invalid principal in policy");
    }

    @Test
    void replacesVariablesInResources() {
        user.putPolicy(
                "p", statement("Allow", "\"Action\": \"*\", \"Resource\": \"arn:aws:s3:::bucket/${aws:username}/*\""));

        assertThat(decide("arn:aws:s3:::bucket/deployer/x", "111111111111")).isEqualTo(Decision.ALLOWED);
        assertThat(decide("arn:aws:s3:::bucket/other/x", "111111111111")).isEqualTo(Decision.NO_IDENTITY_POLICY);
    }

    private Decision decide(String owner) {
        return decide(OBJECT, owner);
    }

    private Decision decide(String resource, String owner) {
        return PolicyEvaluation.decide(new AccessRequest(
                user, "s3:GetObject", resource, owner, resourcePolicy, ResourcePolicyRules.OPTIONAL, context));
    }

    private void resourcePolicy(String effect, String principal, String more) {
        resourcePolicy = Optional.of(Policy.parse(statement(
                effect,
                "\"Principal\": {\"AWS\": \"" + principal + "\"}, \"Action\": \"s3:*\", \"Resource\": \"*\"" + more)));
    }

    private static String statement(String effect, String rest) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"" + effect + "\", " + rest + "}}";
    }
}
