package io.jenkins.plugins.crossaccountdeploy.simulator;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;

/** The requests so far, in the order in which they were answered. */
public final class Calls implements Iterable<Call> {

    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private int kept = Integer.MAX_VALUE;

    synchronized void add(Call call) {
        calls.addLast(call);
        forgetOldest();
    }

    public synchronized List<Call> list() {
        return List.copyOf(calls);
    }

    /** The calls of one operation, such as {@code CodeDeploy.GetDeployment}. */
    public List<Call> of(String operation) {
        return list().stream()
                .filter(call -> call.operation().equals(operation))
                .toList();
    }

    public int count(String operation) {
        return of(operation).size();
    }

    public synchronized int count() {
        return calls.size();
    }

    /** The operations in order, such as {@code S3.PutObject}. */
    public List<String> operations() {
        return list().stream().map(Call::operation).toList();
    }

    /** Remembers the latest calls only; a long simulation makes more than memory should hold. */
    public synchronized void keepAtMost(int latest) {
        kept = latest;
        forgetOldest();
    }

    private void forgetOldest() {
        while (calls.size() > kept) {
            calls.removeFirst();
        }
    }

    /** Forgets what was called so far. */
    public synchronized void clear() {
        calls.clear();
    }

    @Override
    public Iterator<Call> iterator() {
        return list().iterator();
    }
}
