package io.jenkins.plugins.crossaccountdeploy.simulator.service;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Request;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.Caller;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.RequestContext;
import io.jenkins.plugins.crossaccountdeploy.simulator.iam.SignatureV4;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** One request on its way through a service, and what the service found out about it. */
public final class Exchange {

    private final Request request;
    private final String requestId;
    private final Instant time;
    private final boolean secureTransport;
    private byte[] payload;
    private String action = "";
    private SignatureV4.Verified signature;
    private String resource = "";
    private String errorCode = "";
    private int lostAnswer;

    /** @param time when it came, in simulated time */
    public Exchange(Request request, String requestId, Instant time, boolean secureTransport) {
        this.request = request;
        this.requestId = requestId;
        this.time = time;
        this.secureTransport = secureTransport;
    }

    public Request request() {
        return request;
    }

    public String requestId() {
        return requestId;
    }

    public Instant time() {
        return time;
    }

    /** The whole body, for requests that are small by nature. */
    public byte[] payload() throws IOException {
        if (payload == null) {
            payload = request.body().readAllBytes();
        }
        return payload;
    }

    public String action() {
        return action;
    }

    public void action(String name) {
        action = name;
    }

    /** Who sent it; asked only once the signature has been verified. */
    public Caller caller() {
        return signature.caller();
    }

    public void signature(SignatureV4.Verified verified) {
        signature = verified;
    }

    public SignatureV4.Verified signature() {
        return signature;
    }

    public Optional<Caller> knownCaller() {
        return Optional.ofNullable(signature).map(SignatureV4.Verified::caller);
    }

    /** The region that the signature was made for. */
    public String region() {
        return signature.region();
    }

    /** The ARN of what the request is about. */
    public String resource() {
        return resource;
    }

    public void resource(String arn) {
        resource = arn;
    }

    public String errorCode() {
        return errorCode;
    }

    public void errorCode(String code) {
        errorCode = code;
    }

    /** The status of an answer that the client never got. */
    public int lostAnswer() {
        return lostAnswer;
    }

    public void lostAnswer(int status) {
        lostAnswer = status;
    }

    /** The condition keys that every request has. */
    public RequestContext context() {
        RequestContext context = new RequestContext();
        context.put("aws:SecureTransport", String.valueOf(secureTransport));
        context.put("aws:CurrentTime", time.toString());
        context.put("aws:EpochTime", String.valueOf(time.getEpochSecond()));
        if (signature != null) {
            context.put("aws:RequestedRegion", region());
        }
        context.put("aws:SourceIp", "127.0.0.1");
        return context;
    }
}
