package io.jenkins.plugins.crossaccountdeploy.simulator;

import io.jenkins.plugins.crossaccountdeploy.simulator.service.Exchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Which requests a fault strikes, and how often it has done so. */
final class Strikes {

    private final String operation;
    private final String about;
    private int toSpare;
    private int left;
    private int hits;

    /**
     * @param operation as {@link Faults#on} takes it
     * @param about what the request's body must contain
     */
    Strikes(String operation, String about, int toSpare, int left) {
        this.operation = operation;
        this.about = about;
        this.toSpare = toSpare;
        this.left = left;
    }

    synchronized boolean strike(String service, Exchange exchange) throws IOException {
        boolean meant = operation.equals("*")
                || operation.equals(service)
                || operation.equals(service + "." + exchange.action());
        if (!meant || left == 0 || !isAbout(exchange)) {
            return false;
        }
        if (toSpare > 0) {
            toSpare--;
            return false;
        }
        left--;
        hits++;
        notifyAll();
        return true;
    }

    private boolean isAbout(Exchange exchange) throws IOException {
        return about.isEmpty() || new String(exchange.payload(), StandardCharsets.UTF_8).contains(about);
    }

    synchronized int hits() {
        return hits;
    }

    synchronized void awaitHit() throws InterruptedException {
        while (hits == 0) {
            wait();
        }
    }

    synchronized void end() {
        left = 0;
    }
}
