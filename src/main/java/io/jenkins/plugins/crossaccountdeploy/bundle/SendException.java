package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.IOException;

/** A part could not be sent. Says what was answered, and never the URL, which is a secret. */
public class SendException extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String reason;
    private final String server;
    private final String via;

    /**
     * @param message the whole sentence
     * @param status of HTTP, 0 when there was no answer
     * @param code S3's error code, such as {@code AccessDenied}; empty when there is none, since something else has answered
     * @param reason S3's message, or the first words of what another has answered; empty when there are none
     * @param server what has answered, as it calls itself; empty if it does not
     * @param via what the answer came through, as that calls itself; empty if it does not
     */
    public SendException(String message, int status, String code, String reason, String server, String via) {
        super(message);
        this.status = status;
        this.code = code;
        this.reason = reason;
        this.server = server;
        this.via = via;
    }

    /** Without an answer. */
    SendException(String message) {
        this(message, 0, "", "", "", "");
    }

    /** The status of HTTP, 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** S3's error code, such as {@code AccessDenied}; empty when there is none, since something else has answered. */
    public String code() {
        return code;
    }

    /** S3's message, or the first words of what another has answered; empty when there are none. */
    public String reason() {
        return reason;
    }

    /** What has answered, as it calls itself; empty if it does not. */
    public String server() {
        return server;
    }

    /** What the answer came through, as that calls itself; empty if it does not. */
    public String via() {
        return via;
    }
}
