package io.jenkins.plugins.crossaccountdeploy.simulator.http;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.HttpServer.ConnectionInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The body of one request: ends where the message ends, not where the connection does. */
final class RequestBody extends InputStream {

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ConnectionInput in;
    private final OutputStream out;
    private final boolean chunked;
    private long left;
    private boolean expectsContinue;
    private boolean ended;

    private RequestBody(ConnectionInput in, OutputStream out, boolean chunked, long left, boolean expectsContinue) {
        this.in = in;
        this.out = out;
        this.chunked = chunked;
        this.left = left;
        this.expectsContinue = expectsContinue;
        this.ended = !chunked && left == 0;
    }

    static RequestBody of(Headers headers, ConnectionInput in, OutputStream out) {
        boolean chunked = headers.first("Transfer-Encoding")
                .filter("chunked"::equalsIgnoreCase)
                .isPresent();
        long length = headers.first("Content-Length").map(Long::parseLong).orElse(0L);
        boolean expects =
                headers.first("Expect").filter("100-continue"::equalsIgnoreCase).isPresent();
        return new RequestBody(in, out, chunked, chunked ? 0 : length, expects);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (ended || length == 0) {
            return ended ? -1 : 0;
        }
        if (expectsContinue) {
            expectsContinue = false;
            out.write(CONTINUE);
            out.flush();
        }
        if (left == 0 && chunked && !nextChunk()) {
            return -1;
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            throw new EOFException("the client closed the connection inside a body");
        }
        left -= count;
        if (left == 0) {
            if (chunked) {
                in.readLine();
            } else {
                ended = true;
            }
        }
        return count;
    }

    /** Reads away what is left, if that is worth while; false if the connection can be used no more. */
    boolean drained(long atMost) throws IOException {
        if (ended) {
            return true;
        }
        if (expectsContinue) {
            return false;
        }
        byte[] waste = new byte[1 << 16];
        long total = 0;
        while (total < atMost) {
            int count = read(waste, 0, waste.length);
            if (count < 0) {
                return true;
            }
            total += count;
        }
        return ended;
    }

    private boolean nextChunk() throws IOException {
        String line = in.readLine();
        if (line == null) {
            throw new EOFException("the client closed the connection between chunks");
        }
        int semicolon = line.indexOf(';');
        left = Long.parseLong((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
        if (left > 0) {
            return true;
        }
        for (String trailer = in.readLine(); trailer != null && !trailer.isEmpty(); trailer = in.readLine()) {
            // HTTP trailers carry nothing that the services look at
        }
        ended = true;
        return false;
    }
}
