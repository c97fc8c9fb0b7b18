package io.jenkins.plugins.crossaccountdeploy.explanation;

import java.util.List;

/** The run cannot go on, for a reason that somebody can mend. */
public final class Fault extends Exception {

    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // List.copyOf is serializable
    private final List<String> details;

    /**
     * @param message what failed; whose account, principal, action and resource; what to do
     */
    public Fault(String message) {
        this(message, List.of());
    }

    /**
     * @param details what the console tells before the message, a line each
     */
    public Fault(String message, List<String> details) {
        super(ConsoleText.line(message));
        this.details = details.stream().map(ConsoleText::line).toList();
    }

    public List<String> details() {
        return details;
    }
}
