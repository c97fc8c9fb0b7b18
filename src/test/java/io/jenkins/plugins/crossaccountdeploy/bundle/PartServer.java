package io.jenkins.plugins.crossaccountdeploy.bundle;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Takes parts as S3 does, misbehaves when told to, and is the destination that signs for itself. */
class PartServer implements Destination, AutoCloseable {

    /** What happens to a request; true when it is dealt with. */
    @FunctionalInterface
    interface Fault {
        boolean handle(int request, HttpExchange exchange) throws IOException;
    }

    final List<Contents> asked = new ArrayList<>();
    final List<Part> signed = new ArrayList<>();
    final List<Progress> progress = new ArrayList<>();
    final List<SendException> troubles = new ArrayList<>();
    final Map<Integer, byte[]> parts = new TreeMap<>();

    private final HttpServer server;
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private volatile Fault fault = (request, exchange) -> false;
    private volatile boolean holds;
    private int requests;

    PartServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(executor);
        server.createContext("/", this::handle);
        server.start();
    }

    PartServer holding() {
        holds = true;
        return this;
    }

    PartServer misbehaving(Fault how) {
        fault = how;
        return this;
    }

    static boolean answer(HttpExchange exchange, int status, String code, String message) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = ("<?xml version=\"1.0\"?><Error><Code>" + code + "</Code><Message>" + message
                        + "</Message></Error>")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        return true;
    }

    /** The answer of a proxy. */
    static boolean page(HttpExchange exchange, int status, String page) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Server", "squid/5.7");
        exchange.getResponseHeaders().add("Via", "1.1 proxy");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
        return true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        int request;
        synchronized (this) {
            request = ++requests;
        }
        try {
            if (fault.handle(request, exchange)) {
                return;
            }
            byte[] body;
            try (InputStream in = exchange.getRequestBody()) {
                body = in.readAllBytes();
            }
            int number = number(exchange);
            synchronized (this) {
                parts.put(number, body);
            }
            exchange.getResponseHeaders().add("ETag", "\"" + body.length + "\"");
            exchange.getResponseHeaders().add("x-amz-version-id", "v" + number);
            exchange.sendResponseHeaders(200, -1);
        } finally {
            exchange.close();
        }
    }

    static int number(HttpExchange exchange) {
        return Integer.parseInt(exchange.getRequestURI().getPath().substring("/part/".length()));
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /** All parts, one after the other. */
    synchronized byte[] archive() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.values().forEach(all::writeBytes);
        return all.toByteArray();
    }

    synchronized int requests() {
        return requests;
    }

    @Override
    public synchronized boolean holds(Contents contents) {
        asked.add(contents);
        return holds;
    }

    @Override
    public SignedRequest sign(Part part) throws IOException {
        synchronized (this) {
            signed.add(part);
        }
        URI url = URI.create("http://localhost:" + server.getAddress().getPort() + "/part/" + part.number()
                + "?X-Amz-Signature=geheim");
        return new SignedRequest(url, Map.of("x-amz-checksum-crc32c", List.of(part.crc32c())));
    }

    @Override
    public synchronized void failing(SendException failure) {
        troubles.add(failure);
    }

    @Override
    public synchronized void progress(Progress reached) {
        progress.add(reached);
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
