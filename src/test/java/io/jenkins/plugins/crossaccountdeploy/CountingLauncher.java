package io.jenkins.plugins.crossaccountdeploy;

import hudson.model.TaskListener;
import hudson.slaves.ComputerLauncher;
import hudson.slaves.SlaveComputer;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import jenkins.model.Jenkins;

/** Starts an agent as a process of its own, with little memory, and counts the bytes between it and the controller. */
final class CountingLauncher extends ComputerLauncher {

    private static final String HEAP = "-Xmx256m";

    private final AtomicLong bytes = new AtomicLong();
    private transient Process process;

    /** The bytes sent either way so far. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void launch(SlaveComputer computer, TaskListener listener) throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-Djava.awt.headless=true",
                        "-jar",
                        agentJar().toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        computer.setChannel(
                new Received(process.getInputStream(), bytes),
                new Sent(process.getOutputStream(), bytes),
                listener.getLogger(),
                null);
    }

    private static Path agentJar() throws IOException {
        try {
            return Path.of(Jenkins.get().getJnlpJars("agent.jar").getURL().toURI());
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void afterDisconnect(SlaveComputer computer, TaskListener listener) {
        process.destroy();
    }

    private static final class Received extends FilterInputStream {

        private final AtomicLong bytes;

        Received(InputStream in, AtomicLong bytes) {
            super(in);
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bytes.addAndGet(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            bytes.addAndGet(Math.max(0, read));
            return read;
        }
    }

    private static final class Sent extends FilterOutputStream {

        private final AtomicLong bytes;

        Sent(OutputStream out, AtomicLong bytes) {
            super(out);
            this.bytes = bytes;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes.incrementAndGet();
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            out.write(buffer, offset, length);
            bytes.addAndGet(length);
        }
    }
}
