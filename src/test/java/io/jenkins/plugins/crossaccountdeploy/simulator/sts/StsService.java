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
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.PolicyEvaluation;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Role;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RoleSession;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.WebIdentity;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Service;
import io.jenkins.plugins.crossaccountdeploy.simulator.service.Xml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Security Token Service: AssumeRole, AssumeRoleWithWebIdentity and GetCallerIdentity. */
public final class StsService implements Service {

    private static final String BY_TOKEN = "AssumeRoleWithWebIdentity";

    private static final String NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

    /** From the API reference of AssumeRole. */
    private static final Duration LONGEST_CHAINED = Duration.ofHours(1);

    private final Accounts accounts;
    private final SignatureV4 signatures;
    private volatile int packedPolicySpace = 1200;

    public StsService(Accounts accounts, SignatureV4 signatures) {
        this.accounts = accounts;
        this.signatures = signatures;
    }

    /** How many bytes the packed policy and tags of a session may take. */
    public void packedPolicySpace(int bytes) {
        packedPolicySpace = bytes;
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
        if (exchange.action().equals(BY_TOKEN)) {
            // is not signed: the token is all there is
            return;
        }
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
                    case BY_TOKEN -> assumeRoleWithWebIdentity(exchange, form);
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
        exchange.resource(form.getOrDefault("RoleArn", ""));
        AssumeRoleInput input = AssumeRoleInput.of(form);
        Caller caller = exchange.caller();
        Optional<Role> found = accounts.role(input.roleArn());
        RequestContext context = context(exchange, input);
        for (String action : actions(input)) {
            require(action, input.roleArn(), found, caller, context);
        }
        Role role = found.orElseThrow();
        requireDuration(input.duration(), role, caller);
        return begin(exchange, input, role, caller);
    }

    private String assumeRoleWithWebIdentity(Exchange exchange, Map<String, String> form) {
        AssumeRoleInput input = AssumeRoleInput.of(form);
        exchange.resource(input.roleArn());
        Optional<Role> found = accounts.role(input.roleArn());
        WebIdentity identity = WebIdentity.of(
                form.getOrDefault("WebIdentityToken", ""),
                accounts.account(input.roleArn().split(":")[4]),
                exchange.time());
        try {
            require("sts:" + BY_TOKEN, input.roleArn(), found, identity, identity.context(context(exchange, input)));
        } catch (AwsError denied) {
            throw deniedToToken();
        }
        Role role = found.orElseThrow();
        requireDuration(input.duration(), role, identity);
        return begin(exchange, input, role, identity);
    }

    private static AwsError deniedToToken() {
        return new AwsError(403, "AccessDenied", "Not authorized to perform sts:" + BY_TOKEN);
    }

    private String begin(Exchange exchange, AssumeRoleInput input, Role role, Caller caller) {
        PackedPolicy packed = PackedPolicy.of(input, packedPolicySpace);
        packed.requireToFit();
        Instant issued = exchange.time().truncatedTo(ChronoUnit.SECONDS);
        RoleSession session = new RoleSession(
                role,
                input.sessionName(),
                caller.arn(),
                accounts.newAccessKey("ASIA"),
                accounts.identifier("IQoJb3JpZ2luX2VjE", 200) + "==",
                issued,
                issued.plus(input.duration()),
                input.policy(),
                input.sourceIdentity().or(caller::sourceIdentity),
                input.externalId(),
                Map.copyOf(input.tags()));
        accounts.register(session);
        return response(exchange, session, packed);
    }

    private static RequestContext context(Exchange exchange, AssumeRoleInput input) {
        RequestContext context = exchange.context();
        context.put("sts:ExternalId", input.externalId());
        context.put("sts:RoleSessionName", input.sessionName());
        context.put("sts:SourceIdentity", input.sourceIdentity());
        input.tags().forEach((key, value) -> context.put("aws:RequestTag/" + key, value));
        if (!input.tags().isEmpty()) {
            context.putAll("aws:TagKeys", List.copyOf(input.tags().keySet()));
        }
        if (!input.transitiveTagKeys().isEmpty()) {
            context.putAll("sts:TransitiveTagKeys", input.transitiveTagKeys());
        }
        return context;
    }

    private static List<String> actions(AssumeRoleInput input) {
        List<String> actions = new ArrayList<>(List.of("sts:AssumeRole"));
        if (!input.tags().isEmpty()) {
            actions.add("sts:TagSession");
        }
        if (input.sourceIdentity().isPresent()) {
            actions.add("sts:SetSourceIdentity");
        }
        return actions;
    }

    private static String response(Exchange exchange, RoleSession session, PackedPolicy packed) {
        String operation = exchange.action();
        Xml xml = new Xml()
                .open(operation + "Response xmlns=\"" + NAMESPACE + "\"")
                .open(operation + "Result")
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
        if (packed.percentage() > 0) {
            xml.element("PackedPolicySize", packed.percentage());
        }
        session.sourceIdentity().ifPresent(identity -> xml.element("SourceIdentity", identity));
        xml.close(operation + "Result");
        return end(xml, operation + "Response", exchange);
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

    private static AwsError validation(String message) {
        return new AwsError(400, "ValidationError", message);
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
        if (exchange.knownCaller().isEmpty()) {
            return deniedToToken();
        }
        try {
            return denied(
                    exchange.caller(),
                    "sts:" + exchange.action(),
                    form(exchange).getOrDefault("RoleArn", exchange.caller().arn()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
