package io.jenkins.plugins.crossaccountdeploy;

import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import java.io.PrintStream;

/**
 * The build's log as a deployment prints to it. Every line of a deployment goes through here, from whatever thread, since
 * the number of lines says after a crash what has been told.
 */
final class LogConsole implements Driver.Console {

    private final PrintStream log;
    private long lines;

    /**
     * @param log where to print
     * @param lines how many lines are there already
     */
    LogConsole(PrintStream log, long lines) {
        this.log = log;
        this.lines = lines;
    }

    @Override
    public synchronized long lines() {
        return lines;
    }

    /** Counts in what others have printed there. */
    synchronized void catchUp(long linesThere) {
        lines = linesThere;
    }

    /** Prints, and flushes: what is printed must survive a crash that what is saved later survives. */
    @Override
    public synchronized void print(String line) {
        log.println(line);
        log.flush();
        lines += 1 + line.chars().filter(c -> c == '\n').count();
    }
}
