package io.jenkins.plugins.crossaccountdeploy;

import hudson.console.AnnotatedLargeText;
import hudson.model.TaskListener;
import io.jenkins.plugins.crossaccountdeploy.deployment.Driver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * The build's log as a deployment prints to it. Every line of a deployment goes through here, from whatever thread, since
 * the number of lines says after a crash what has been told.
 */
final class LogConsole implements Driver.Console {

    private final PrintStream log;
    private long lines;

    private LogConsole(TaskListener log, long lines) {
        this.log = log.getLogger();
        this.lines = lines;
    }

    /** For a build that does not outlive the controller: what is there was not printed by this deployment. */
    static LogConsole of(TaskListener log) {
        return new LogConsole(log, 0);
    }

    /** For a Pipeline step, whose log is apart from the rest of the build's. */
    static LogConsole of(TaskListener log, FlowNode step) throws IOException {
        return new LogConsole(log, lines(step));
    }

    @Override
    public synchronized long lines() {
        return lines;
    }

    /** Counts in what others have printed there. */
    synchronized void catchUp(FlowNode step) throws IOException {
        lines = lines(step);
    }

    /** Prints, and flushes: what is printed must survive a crash that what is saved later survives. */
    @Override
    public synchronized void print(String line) {
        log.println(line);
        log.flush();
        lines += 1 + line.chars().filter(c -> c == '\n').count();
    }

    /** How many lines the step has printed, in this life of the controller or an earlier one. */
    private static long lines(FlowNode step) throws IOException {
        LogAction log = step.getAction(LogAction.class);
        if (log == null) {
            return 0;
        }
        try (LineCounter counter = new LineCounter()) {
            AnnotatedLargeText<? extends FlowNode> text = log.getLogText();
            long position = 0;
            long read = text.writeLogTo(position, counter);
            while (read > position) {
                position = read;
                read = text.writeLogTo(position, counter);
            }
            return counter.lines;
        }
    }

    private static final class LineCounter extends OutputStream {

        private long lines;

        @Override
        public void write(int b) {
            if (b == '\n') {
                lines++;
            }
        }
    }
}
