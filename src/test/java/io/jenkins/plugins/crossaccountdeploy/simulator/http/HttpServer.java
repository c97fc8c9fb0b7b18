package io.jenkins.plugins.crossaccountdeploy.simulator.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A plain HTTP/1.1 server on the loopback interface: persistent connections, bodies of any size with a length or in
 * chunks, {@code Expect: 100-continue} answered only when the body is wanted. The JDK's own server cannot be used: it
 * writes its own {@code Date}, and cannot drop a connection at a chosen moment.
 */
public final class HttpServer implements AutoCloseable {

    /** Answers requests; called on one thread a connection. */
    @FunctionalInterface
    public interface Handler {
        Response handle(Request request) throws IOException;
    }

    /** What is left of an unwanted body is read away up to here, so that the connection can be kept. */
    private static final long DRAINED_AT_MOST = 64L << 20;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final ServerSocket listener;
    private final Handler handler;
    private final InstantSource clock;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads;
    private volatile boolean unreachable;

    private HttpServer(ServerSocket listener, Handler handler, InstantSource clock) {
        this.listener = listener;
        this.handler = handler;
        this.clock = clock;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "simulator-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts to listen on 127.0.0.1.
     *
     * @param port the port, or 0 for any free one
     * @param clock where the {@code Date} of the answers comes from
     */
    public static HttpServer start(int port, Handler handler, InstantSource clock) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 512);
        HttpServer server = new HttpServer(listener, handler, clock);
        server.threads.execute(server::accept);
        return server;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** While unreachable, connections are reset as soon as they are made, and those that are open are dropped. */
    public void unreachable(boolean unreachable) {
        this.unreachable = unreachable;
        if (unreachable) {
            connections.forEach(HttpServer::drop);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connections.forEach(HttpServer::drop);
        threads.shutdownNow();
    }

    /** Formats a moment as HTTP does. */
    public static String date(java.time.Instant moment) {
        return HTTP_DATE.format(moment);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (unreachable) {
                    drop(socket);
                } else {
                    connections.add(socket);
                    threads.execute(() -> converse(socket));
                }
            } catch (IOException closed) {
                // either the listener is closed, and the loop ends, or the client has gone already
            }
        }
    }

    private static void drop(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            return;
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // nothing is left to be done for this client
        }
    }

    private void converse(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            ConnectionInput in = new ConnectionInput(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            boolean more = true;
            while (more) {
                more = answerOne(in, out);
            }
        } catch (IOException | RuntimeException gone) {
            // the client hung up or spoke no HTTP; either way there is nobody to tell
        } finally {
            connections.remove(socket);
            closeQuietly(socket);
        }
    }

    private boolean answerOne(ConnectionInput in, OutputStream out) throws IOException {
        String start = in.readLine();
        if (start == null) {
            return false;
        }
        String[] words = start.split(" ");
        if (words.length != 3) {
            return false;
        }
        Headers headers = new Headers();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                return false;
            }
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        RequestBody body = RequestBody.of(headers, in, out);
        Response response = handler.handle(new Request(words[0], words[1], headers, body));
        if (response.isCut()) {
            return false;
        }
        boolean keep = !"close".equalsIgnoreCase(headers.first("Connection").orElse(""))
                && body.drained(DRAINED_AT_MOST)
                && !unreachable;
        write(response, words[0].equals("HEAD"), keep, out);
        return keep;
    }

    private void write(Response response, boolean head, boolean keep, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder(256);
        text.append("HTTP/1.1 ").append(response.status()).append(response.status() < 400 ? " OK\r\n" : " Error\r\n");
        Headers headers = response.headers();
        if (!headers.has("Date")) {
            text.append("Date: ").append(date(clock.instant())).append("\r\n");
        }
        boolean bodiless = response.status() == 204 || response.status() == 304;
        if (!headers.has("Content-Length") && !bodiless) {
            text.append("Content-Length: ").append(response.length()).append("\r\n");
        }
        if (!keep) {
            text.append("Connection: close\r\n");
        }
        for (String name : headers.names()) {
            for (String value : headers.all(name)) {
                text.append(name).append(": ").append(value).append("\r\n");
            }
        }
        byte[] start = text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        if (head || bodiless || response.length() == 0) {
            out.write(start);
        } else if (response.length() < 1 << 16) {
            // one write, one packet: a small answer must not wait for the acknowledgement of its own head
            ByteArrayOutputStream whole = new ByteArrayOutputStream(start.length + (int) response.length());
            whole.write(start);
            response.body().writeTo(whole);
            whole.writeTo(out);
        } else {
            out.write(start);
            response.body().writeTo(out);
        }
        out.flush();
    }

    /** A buffered connection that can be read by lines and by blocks. */
    static final class ConnectionInput extends InputStream {

        private final InputStream in;
        private final byte[] buffer = new byte[1 << 16];
        private int next;
        private int end;

        ConnectionInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return next < end || fill() ? buffer[next++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (next == end) {
                if (length >= buffer.length) {
                    return in.read(into, offset, length);
                }
                if (!fill()) {
                    return -1;
                }
            }
            int count = Math.min(length, end - next);
            System.arraycopy(buffer, next, into, offset, count);
            next += count;
            return count;
        }

        /** A line without its end, or null if the connection was closed before a byte of it came. */
        String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(128);
            while (next < end || fill()) {
                byte b = buffer[next++];
                if (b == '\n') {
                    String text = line.toString(StandardCharsets.UTF_8);
                    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
                }
                line.write(b);
            }
            return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8);
        }

        private boolean fill() throws IOException {
            next = 0;
            end = Math.max(0, in.read(buffer, 0, buffer.length));
            return end > 0;
        }
    }
}
