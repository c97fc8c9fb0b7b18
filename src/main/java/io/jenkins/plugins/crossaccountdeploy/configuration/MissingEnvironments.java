package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.ExtensionList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Environments that were renamed or deleted since Jenkins was started, though jobs deploy to them. */
final class MissingEnvironments {

    private static final Logger LOGGER = Logger.getLogger(MissingEnvironments.class.getName());

    private final Map<String, Set<String>> jobs = new TreeMap<>();

    /**
     * The environments have changed.
     *
     * @param before the names that there were
     * @param now the names that there are
     */
    synchronized void changed(Collection<String> before, Collection<String> now) {
        jobs.keySet().removeAll(now);
        for (String name : before) {
            Set<String> users = now.contains(name) ? Set.of() : users(name);
            if (!users.isEmpty()) {
                jobs.put(name, users);
                LOGGER.warning(() -> "The environment '" + name + "' is gone, and these jobs deploy to it: "
                        + String.join(", ", users));
            }
        }
    }

    private static Set<String> users(String environment) {
        Set<String> users = new TreeSet<>();
        for (EnvironmentUsers known : ExtensionList.lookup(EnvironmentUsers.class)) {
            try {
                users.addAll(known.jobs(environment));
            } catch (RuntimeException e) {
                // The configuration is saved already, and is not to fail since nobody can be warned.
                LOGGER.log(Level.WARNING, e, () -> "Cannot tell which jobs deploy to '" + environment + "'");
            }
        }
        return users;
    }

    synchronized List<MissingEnvironment> list() {
        return jobs.entrySet().stream()
                .map(entry -> new MissingEnvironment(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }

    synchronized void dismiss() {
        jobs.clear();
    }
}
