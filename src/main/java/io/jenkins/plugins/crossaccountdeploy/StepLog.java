package io.jenkins.plugins.crossaccountdeploy;

import hudson.console.AnnotatedLargeText;
import java.io.IOException;
import java.io.OutputStream;
import org.jenkinsci.plugins.workflow.actions.LogAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/** The log of one Pipeline step, apart from the rest of the build's. */
final class StepLog {

    private StepLog() {}

    /** How many lines the step has printed, in this life of the controller or an earlier one. */
    static long lines(FlowNode step) throws IOException {
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
