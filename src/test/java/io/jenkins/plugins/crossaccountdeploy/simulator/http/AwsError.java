package io.jenkins.plugins.crossaccountdeploy.simulator.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An error as a service reports it; each service renders it in its own protocol.
 *
 * <p>Not one that the simulator itself is at fault for: those are other exceptions, and are answered with 501 so that no
 * client mistakes them for AWS's.
 */
public final class AwsError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final Map<String, String> details = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    public AwsError(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** Adds a further element to an error in XML. */
    public AwsError detail(String name, String value) {
        details.put(name, value);
        return this;
    }

    public AwsError header(String name, Optional<String> value) {
        value.ifPresent(present -> headers.put(name, present));
        return this;
    }

    public AwsError header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public Map<String, String> details() {
        return details;
    }

    public Map<String, String> headers() {
        return headers;
    }
}
