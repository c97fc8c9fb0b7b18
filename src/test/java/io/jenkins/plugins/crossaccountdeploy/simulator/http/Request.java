package io.jenkins.plugins.crossaccountdeploy.simulator.http;

import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One HTTP request as it came over the wire; the body is read as it arrives. */
public final class Request {

    private final String method;
    private final String rawPath;
    private final String rawQuery;
    private final Headers headers;
    private final InputStream body;
    private final Map<String, String> query;

    Request(String method, String target, Headers headers, InputStream body) {
        this.method = method;
        int question = target.indexOf('?');
        this.rawPath = question < 0 ? target : target.substring(0, question);
        this.rawQuery = question < 0 ? "" : target.substring(question + 1);
        this.headers = headers;
        this.body = body;
        this.query = Collections.unmodifiableMap(parameters(rawQuery, false));
    }

    public String method() {
        return method;
    }

    /** The path as sent, still percent-encoded: signatures are computed over this form. */
    public String rawPath() {
        return rawPath;
    }

    /** The query as sent, still percent-encoded; empty if there is none. */
    public String rawQuery() {
        return rawQuery;
    }

    public Headers headers() {
        return headers;
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    public InputStream body() {
        return body;
    }

    public Map<String, String> query() {
        return query;
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /** Percent-decodes, leaving a plus sign alone unless it stands for a blank, as in a form. */
    public static String decode(String encoded, boolean form) {
        if (encoded.indexOf('%') < 0 && (!form || encoded.indexOf('+') < 0)) {
            return encoded;
        }
        return URLDecoder.decode(form ? encoded : encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The parameters of a query or a form; a name without a value has the empty one. */
    public static Map<String, String> parameters(String encoded, boolean form) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (!encoded.isEmpty()) {
            for (String pair : encoded.split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(decode(name, form), decode(value, form));
            }
        }
        return parameters;
    }
}
