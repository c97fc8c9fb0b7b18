package io.jenkins.plugins.crossaccountdeploy.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** {@code aws deploy push} and {@code aws s3 cp} against an endpoint that knows just enough of S3 and CodeDeploy to please it. */
final class AwsCli {

    private final String endpoint;
    private final AtomicLong received = new AtomicLong();

    private final Line line;

    private AwsCli(Line line) throws IOException {
        this.line = line;
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", this::answer);
        server.start();
        endpoint = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The program, when it is installed. */
    static Optional<AwsCli> find(Line line) throws Exception {
        try {
            Process process = new ProcessBuilder("aws", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0 ? Optional.of(new AwsCli(line)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Pushes a folder, and gives the size of the archive in bytes. */
    long push(Path folder) throws Exception {
        return run(
                "aws",
                "deploy",
                "push",
                "--application-name",
                "app",
                "--s3-location",
                "s3://bucket/key.zip",
                "--source",
                folder.toString());
    }

    /** Uploads a file, and gives its size in bytes. */
    long copy(Path file) throws Exception {
        return run("aws", "s3", "cp", "--no-progress", file.toString(), "s3://bucket/key.zip");
    }

    private long run(String... command) throws Exception {
        received.set(0);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ENDPOINT_URL", endpoint,
                        "AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE",
                        "AWS_SECRET_ACCESS_KEY", "secret",
                        "AWS_DEFAULT_REGION", "eu-west-1",
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_CONFIG_FILE", "/dev/null",
                        "AWS_PAGER", ""));
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return received.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        long taken;
        try (InputStream body = exchange.getRequestBody()) {
            taken = line.take(body);
        }
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        String answer = "";
        if (exchange.getRequestMethod().equals("PUT")) {
            received.addAndGet(taken);
            exchange.getResponseHeaders().add("ETag", "\"0\"");
        } else if (query.startsWith("uploads")) {
            answer = "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>key.zip</Key>"
                    + "<UploadId>1</UploadId></InitiateMultipartUploadResult>";
        } else if (query.contains("uploadId")) {
            answer = "<CompleteMultipartUploadResult><ETag>\"0\"</ETag></CompleteMultipartUploadResult>";
        } else {
            answer = "{}";
        }
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
