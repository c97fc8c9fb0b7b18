package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.io.IOException;

/** A part could not be sent. Says what S3 answered, and never the URL, which is a secret. */
public class SendException extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String reason;

    /**
     * @param message the whole sentence
     * @param status of HTTP, 0 when there was no answer
     * @param code S3's error code, such as {@code AccessDenied}; empty when there is none
     * @param reason S3's message; empty when there is none
     */
    public SendException(String message, int status, String code, String reason) {
        super(message);
        this.status = status;
        this.code = code;
        this.reason = reason;
    }

    /** The status of HTTP, 0 when there was no answer. */
    public int status() {
        return status;
    }

    /** S3's error code, such as {@code AccessDenied}; empty when there is none. */
    public String code() {
        return code;
    }

    /** S3's message; empty when there is none. */
    public String reason() {
        return reason;
    }
}
