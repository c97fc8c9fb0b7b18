package io.jenkins.plugins.crossaccountdeploy.queue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * The runs of this Jenkins that are about to deploy, in the order in which they came; kept in a file, so that a restart changes
 * nothing. A file that cannot be read or written costs the order after the next restart, and no deployment.
 */
public final class DeploymentQueue {

    private static final Logger LOGGER = Logger.getLogger(DeploymentQueue.class.getName());

    private final QueueFile file;
    private final Predicate<Ticket> isUnderWay;

    /** Null until it is needed. */
    private List<Ticket> waiting;

    /** Whose deployment was created last, by group. */
    private final Map<String, Ticket> latest = new LinkedHashMap<>();

    /**
     * @param file where it is kept
     * @param isUnderWay whether a run still goes on, or will when its build is loaded after a restart; asked of those that
     *     others wait for, since a build that was killed cannot take its leave
     */
    public DeploymentQueue(Path file, Predicate<Ticket> isUnderWay) {
        this.file = new QueueFile(file);
        this.isUnderWay = isUnderWay;
    }

    /**
     * Takes a place at the end, or keeps the one that it has.
     *
     * @return who is before it, the first first; empty when it may deploy
     */
    public List<Ticket> before(Ticket mine) {
        List<Ticket> gone = new ArrayList<>();
        List<Ticket> ahead = new ArrayList<>();
        // Outside of the lock: to look at a build may load it.
        ahead(mine).forEach(ticket -> (isUnderWay.test(ticket) ? ahead : gone).add(ticket));
        forget(gone);
        return ahead;
    }

    private synchronized List<Ticket> ahead(Ticket mine) {
        if (waiting().stream().noneMatch(ticket -> ticket.token().equals(mine.token()))) {
            waiting.add(mine);
            save();
        }
        return waiting.stream()
                .takeWhile(ticket -> !ticket.token().equals(mine.token()))
                .filter(ticket -> ticket.group().equals(mine.group()))
                .toList();
    }

    private synchronized void forget(List<Ticket> gone) {
        if (waiting().removeAll(gone)) {
            save();
        }
    }

    /** The newest build of the same job that waits for the same group or was the last to deploy to it, if that is a newer one. */
    public Optional<Ticket> newer(Ticket mine) {
        return newerOf(mine).stream()
                .filter(newer -> newer.hasDeployed() || isUnderWay.test(newer.ticket()))
                .map(Newer::ticket)
                .max(Ticket::byAge);
    }

    private record Newer(Ticket ticket, boolean hasDeployed) {}

    private synchronized List<Newer> newerOf(Ticket mine) {
        return Stream.concat(
                        waiting().stream().map(ticket -> new Newer(ticket, false)),
                        latest.values().stream().map(ticket -> new Newer(ticket, true)))
                .filter(newer -> newer.ticket().isNewerThan(mine))
                .toList();
    }

    /** A run has created its deployment: it is the next one's turn. */
    public synchronized void deployed(Ticket mine) {
        if (waiting().removeIf(ticket -> ticket.token().equals(mine.token()))) {
            latest.put(mine.group(), mine);
            save();
        }
    }

    /** A run does not deploy any more. */
    public synchronized void leave(Ticket mine) {
        if (waiting().removeIf(ticket -> ticket.token().equals(mine.token()))) {
            save();
        }
    }

    private List<Ticket> waiting() {
        if (waiting == null) {
            QueueFile.Content content = QueueFile.Content.NONE;
            try {
                content = file.load();
            } catch (IOException e) {
                LOGGER.log(Level.WARNING, "The order of the deployments that wait cannot be read, and begins anew", e);
            }
            waiting = new ArrayList<>(content.waiting());
            content.latest().forEach(ticket -> latest.put(ticket.group(), ticket));
        }
        return waiting;
    }

    private void save() {
        try {
            file.save(new QueueFile.Content(waiting, List.copyOf(latest.values())));
        } catch (IOException e) {
            LOGGER.log(Level.WARNING, "The order of the deployments that wait cannot be saved", e);
        }
    }
}
