package io.jenkins.plugins.crossaccountdeploy.simulator.sts;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.AwsError;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.http.Response;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AccessRequest.ResourcePolicyRules;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Accounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.AuthenticationFailure;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Decision;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Policy;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RoleSession;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Security Token Service: AssumeRole and GetCallerIdentity. */
public final class StsService implements Service {

    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

    /** Limits from the API reference of AssumeRole. */
    private static final Duration SHORTEST = Duration.ofMinutes(15);

    private static final Duration LONGEST = Duration.ofHours(12);
    private static final Duration LONGEST_CHAINED = Duration.ofHours(1);
    private static final int LONGEST_POLICY = 2048;
    private static final int MOST_TAGS = 50;

    private final Accounts accounts;
    private final SignatureV4 signatures;

    public StsService(Accounts accounts, SignatureV4 signatures) {
        this.accounts = accounts;
        this.signatures = signatures;
    }

    @Override
    public String name() {
        return "STS";
    }

    @Override
    public String action(Exchange exchange) throws IOException {
        return form(exchange).getOrDefault("Action", "");
    }

    @Override
    public void authenticate(Exchange exchange) throws IOException {
        String payloadHash = HexFormat.of().formatHex(SignatureV4.newSha256().digest(exchange.payload()));
        try {
            exchange.signature(signatures.verify(exchange.request(), "sts", payloadHash));
        } catch (AuthenticationFailure failure) {
            throw failure.inQueryServices();
        }
    }

    @Override
    public Response answer(Exchange exchange) throws IOException {
        Map<String, String> form = form(exchange);
        String result =
                switch (exchange.action()) {
                    case "AssumeRole" -> assumeRole(exchange, form);
                    case "GetCallerIdentity" -> callerIdentity(exchange);
                    default ->
                        throw new AwsError(
                                400,
                                "InvalidAction",
                                "Could not find operation " + exchange.action() + " for version 2011-06-15");
                };
        return Response.of(200).header("x-amzn-RequestId", exchange.requestId()).body("text/xml", result);
    }

    private static Map<String, String> form(Exchange exchange) throws IOException {
        return Request.parameters(new String(exchange.payload(), StandardCharsets.UTF_8), true);
    }

    private static String callerIdentity(Exchange exchange) {
        Caller caller = exchange.caller();
        Xml xml = new Xml()
                .open("GetCallerIdentityResponse xmlns=\"" + NAMESPACE + "\"")
                .open("GetCallerIdentityResult")
                .element("Arn", caller.arn())
                .element("UserId", caller.userId())
                .element("Account", caller.accountId())
                .close("GetCallerIdentityResult");
        return end(xml, "GetCallerIdentityResponse", exchange);
    }

    private String assumeRole(Exchange exchange, Map<String, String> form) {
        String roleArn =
                required(form, "RoleArn", 20, 2048, "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF]+");
        exchange.resource(roleArn);
        String sessionName = required(form, "RoleSessionName", 2, 64, "[\\w+=,.@-]*");
        Optional<String> externalId = optional(form, "ExternalId", 2, 1224, "[\\w+=,.@:\\/-]*");
        Optional<String> sourceIdentity = optional(form, "SourceIdentity", 2, 64, "[\\w+=,.@-]*");
        Optional<String> policyText = optional(form, "Policy", 1, LONGEST_POLICY, "(?s).*");
        Map<String, String> tags = tags(form);
        Duration duration = duration(form);
        Optional<Policy> policy = policyText.map(StsService::sessionPolicy);

        Caller caller = exchange.caller();
        RequestContext context = exchange.context();
        context.put("sts:ExternalId", externalId);
        context.put("sts:RoleSessionName", sessionName);
        context.put("sts:SourceIdentity", sourceIdentity);
        tags.forEach((key, value) -> context.put("aws:RequestTag/" + key, value));
        context.putAll("aws:TagKeys", List.copyOf(tags.keySet()));
        Optional<Role> found = accounts.role(roleArn);
        List<String> actions = new ArrayList<>(List.of("sts:AssumeRole"));
        if (!tags.isEmpty()) {
            actions.add("sts:TagSession");
        }
        if (sourceIdentity.isPresent()) {
            actions.add("sts:SetSourceIdentity");
        }
        for (String action : actions) {
            require(action, roleArn, found, caller, context);
        }
        Role role = found.orElseThrow();
        requireDuration(duration, role, caller);

        Instant issued = exchange.time().truncatedTo(ChronoUnit.SECONDS);
        RoleSession session = new RoleSession(
                role,
                sessionName,
                caller.arn(),
                accounts.newAccessKey("ASIA"),
                accounts.identifier("IQoJb3JpZ2luX2VjE", 200) + "==",
                issued,
                issued.plus(duration),
                policy,
                sourceIdentity.or(caller::sourceIdentity),
                externalId,
                Map.copyOf(tags));
        accounts.register(session);
        return response(exchange, session, policyText, tags);
    }

    private static String response(
            Exchange exchange, RoleSession session, Optional<String> policyText, Map<String, String> tags) {
        Xml xml = new Xml()
                .open("AssumeRoleResponse xmlns=\"" + NAMESPACE + "\"")
                .open("AssumeRoleResult")
                .open("AssumedRoleUser")
                .element("AssumedRoleId", session.userId())
                .element("Arn", session.arn())
                .close("AssumedRoleUser")
                .open("Credentials")
                .element("AccessKeyId", session.key().id())
                .element("SecretAccessKey", session.key().secret())
                .element("SessionToken", session.token())
                .element("Expiration", session.expiration())
                .close("Credentials");
        if (policyText.isPresent() || !tags.isEmpty()) {
            int size =
                    policyText.map(String::length).orElse(0) + tags.toString().length();
            xml.element("PackedPolicySize", Math.max(1, size * 100 / (2 * LONGEST_POLICY)));
        }
        session.sourceIdentity().ifPresent(identity -> xml.element("SourceIdentity", identity));
        xml.close("AssumeRoleResult");
        return end(xml, "AssumeRoleResponse", exchange);
    }

    private static String end(Xml xml, String response, Exchange exchange) {
        return xml.open("ResponseMetadata")
                .element("RequestId", exchange.requestId())
                .close("ResponseMetadata")
                .close(response)
                .toString();
    }

    /** A role that does not exist is refused in the same words, so that nobody can probe for roles. */
    private static void require(
            String action, String roleArn, Optional<Role> role, Caller caller, RequestContext context) {
        Decision decision = role.map(existing -> PolicyEvaluation.decide(new AccessRequest(
                        caller,
                        action,
                        roleArn,
                        existing.accountId(),
                        Optional.of(existing.trust()),
                        ResourcePolicyRules.REQUIRED,
                        context)))
                .orElse(Decision.NO_RESOURCE_POLICY);
        if (!decision.isAllowed()) {
            throw denied(caller, action, roleArn);
        }
    }

    private static AwsError denied(Caller caller, String action, String resource) {
        return new AwsError(
                403,
                "AccessDenied",
                "User: " + caller.arn() + " is not authorized to perform: " + action + " on resource: " + resource);
    }

    private static void requireDuration(Duration duration, Role role, Caller caller) {
        if (caller.isRoleSession() && duration.compareTo(LONGEST_CHAINED) > 0) {
            throw validation("The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role"
                    + " chaining.");
        }
        if (duration.compareTo(role.maxSessionDuration()) > 0) {
            throw validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
    }

    private static Duration duration(Map<String, String> form) {
        String given = form.getOrDefault("DurationSeconds", "3600");
        Duration duration = Duration.ofSeconds(Long.parseLong(given));
        if (duration.compareTo(SHORTEST) < 0) {
            throw constraint(
                    given,
                    "durationSeconds",
                    "Member must have value greater than or equal to " + SHORTEST.toSeconds());
        }
        if (duration.compareTo(LONGEST) > 0) {
            throw constraint(
                    given, "durationSeconds", "Member must have value less than or equal to " + LONGEST.toSeconds());
        }
        return duration;
    }

    private static Policy sessionPolicy(String text) {
        try {
            return Policy.parse(text);
        } catch (IllegalArgumentException | ClassCastException malformed) {
            if (String.valueOf(malformed.getMessage()).startsWith("The simulator does not know")) {
                throw malformed;
            }
            throw new AwsError(400, "MalformedPolicyDocument", "The policy is not in the valid JSON format.");
        }
    }

    private static Map<String, String> tags(Map<String, String> form) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 1; form.containsKey("Tags.member." + i + ".Key"); i++) {
            String key = form.get("Tags.member." + i + ".Key");
            String value = form.getOrDefault("Tags.member." + i + ".Value", "");
            requireMatch(key, "tags." + i + ".member.key", 1, 128, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
            requireMatch(value, "tags." + i + ".member.value", 0, 256, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
            if (tags.keySet().stream().anyMatch(key::equalsIgnoreCase)) {
                throw new AwsError(
                        400,
                        "InvalidParameterValue",
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
            tags.put(key, value);
        }
        if (tags.size() > MOST_TAGS) {
            throw constraint(tags.toString(), "tags", "Member must have length less than or equal to " + MOST_TAGS);
        }
        return tags;
    }

    private static String required(Map<String, String> form, String name, int shortest, int longest, String pattern) {
        return optional(form, name, shortest, longest, pattern)
                .orElseThrow(() -> validation("1 validation error detected: Value null at '" + member(name)
                        + "' failed to satisfy constraint: Member must not be null"));
    }

    private static Optional<String> optional(
            Map<String, String> form, String name, int shortest, int longest, String pattern) {
        Optional<String> value = Optional.ofNullable(form.get(name));
        value.ifPresent(given -> requireMatch(given, member(name), shortest, longest, pattern));
        return value;
    }

    private static void requireMatch(String value, String member, int shortest, int longest, String pattern) {
        if (value.length() < shortest) {
            throw constraint(value, member, "Member must have length greater than or equal to " + shortest);
        }
        if (value.length() > longest) {
            throw constraint(value, member, "Member must have length less than or equal to " + longest);
        }
        if (!value.matches(pattern)) {
            throw constraint(value, member, "Member must satisfy regular expression pattern: " + pattern);
        }
    }

    private static AwsError constraint(String value, String member, String constraint) {
        return validation("1 validation error detected: Value '" + value + "' at '" + member
                + "' failed to satisfy constraint: " + constraint);
    }

    private static AwsError validation(String message) {
        return new AwsError(400, "ValidationError", message);
    }

    private static String member(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    @Override
    public Response error(AwsError error, Exchange exchange) {
        String xml = new Xml()
                .open("ErrorResponse xmlns=\"" + NAMESPACE + "\"")
                .open("Error")
                .element("Type", error.status() < 500 ? "Sender" : "Receiver")
                .element("Code", error.code())
                .element("Message", error.getMessage())
                .close("Error")
                .element("RequestId", exchange.requestId())
                .close("ErrorResponse")
                .toString();
        return Response.of(error.status())
                .header("x-amzn-RequestId", exchange.requestId())
                .body("text/xml", xml);
    }

    @Override
    public AwsError throttled() {
        return new AwsError(400, "Throttling", "Rate exceeded");
    }

    @Override
    public AwsError failed() {
        return new AwsError(500, "InternalFailure", "The request processing has failed because of an unknown error.");
    }

    @Override
    public AwsError expiredToken() {
        return new AwsError(403, "ExpiredToken", "The security token included in the request is expired");
    }

    @Override
    public AwsError accessDenied(Exchange exchange) {
        return denied(exchange.caller(), "sts:" + exchange.action(), exchange.resource());
    }
}
