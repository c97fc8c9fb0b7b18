package io.jenkins.plugins.crossaccountdeploy.simulator.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** One HTTP answer, or the refusal to give one. */
public final class Response {

    /** Writes a body that is too large to be held. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private final int status;
    private final Headers headers = new Headers();
    private Body body = out -> {};
    private long length;
    private boolean cut;

    private Response(int status) {
        this.status = status;
    }

    public static Response of(int status) {
        return new Response(status);
    }

    /** No answer at all: the connection is closed instead. */
    public static Response cut() {
        Response response = new Response(0);
        response.cut = true;
        return response;
    }

    public Response header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    public Response body(String contentType, String text) {
        return body(contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    public Response body(String contentType, byte[] bytes) {
        headers.set("Content-Type", contentType);
        return body(bytes.length, out -> out.write(bytes));
    }

    public Response body(long size, Body writer) {
        body = writer;
        length = size;
        return this;
    }

    public int status() {
        return status;
    }

    public Headers headers() {
        return headers;
    }

    public long length() {
        return length;
    }

    public Body body() {
        return body;
    }

    public boolean isCut() {
        return cut;
    }
}
