package io.jenkins.plugins.crossaccountdeploy.appspec;

import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Mapping;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Member;
import io.jenkins.plugins.crossaccountdeploy.appspec.Value.Scalar;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The section {@code hooks}: which scripts the agent runs at which event. */
final class HooksSection {

    /** A script that the agent runs. */
    record Script(int line, String location) {}

    /** Seconds, for all scripts of a lifecycle event together, says CodeDeploy's reference of the hooks section. */
    private static final BigInteger MOST_SECONDS = BigInteger.valueOf(3600);

    private static final List<String> KEYS = List.of("location", "timeout", "runas", "sudo");
    private static final List<String> EVENTS = List.of(
            "ApplicationStop",
            "BeforeInstall",
            "AfterInstall",
            "ApplicationStart",
            "ValidateService",
            "BeforeBlockTraffic",
            "AfterBlockTraffic",
            "BeforeAllowTraffic",
            "AfterAllowTraffic");
    private static final Set<String> AGENTS_OWN_EVENTS =
            Set.of("Start", "DownloadBundle", "Install", "BlockTraffic", "AllowTraffic", "End");

    /** What {@code to_i} of Ruby reads of a text. */
    private static final Pattern LEADING_NUMBER = Pattern.compile("\\s*([-+]?\\d+(?:_\\d+)*+).*", Pattern.DOTALL);

    private static final Pattern PLAIN_NUMBER = Pattern.compile("\\s*\\+?(0|[1-9][\\d_,]*)(\\.0*)?\\s*");

    private final boolean windows;
    private final Findings findings;
    private final List<Script> scripts = new ArrayList<>();

    HooksSection(boolean windows, Findings findings) {
        this.windows = windows;
        this.findings = findings;
    }

    /** The scripts that the agent runs: those of events that it knows. */
    List<Script> read(Value hooks) {
        if (hooks instanceof Mapping mapping) {
            mapping.members().forEach(this::event);
        } else {
            findings.error(
                    hooks.line(),
                    "hooks has lifecycle events below it. Write it such as 'AfterInstall:' and its scripts.");
        }
        return scripts;
    }

    private void event(Member member) {
        String event = member.key().written();
        boolean runs = member.key().string().filter(EVENTS::contains).isPresent();
        if (AGENTS_OWN_EVENTS.contains(event)) {
            findings.warn(
                    member.key().line(),
                    event + " is done by CodeDeploy itself, and its scripts are never run. Use one of "
                            + String.join(", ", EVENTS) + ".");
        } else if (!runs) {
            findings.warn(
                    member.key().line(),
                    "lifecycle event '" + event + "' is not known, and its scripts are never run. "
                            + Nearest.remedy(event, EVENTS, "Use one of " + String.join(", ", EVENTS) + "."));
        }
        if (member.value().isNullOrFalse()) {
            return;
        }
        BigInteger seconds = BigInteger.ZERO;
        for (Mapping script : Fields.mappings(member.value(), event, findings)) {
            Fields fields = new Fields(script, KEYS, findings);
            location(fields, runs);
            seconds = seconds.add(
                    fields.valueOrDefault("timeout").map(this::timeout).orElse(BigInteger.ZERO));
            if (windows) {
                onLinuxOnly(fields, "runas");
                onLinuxOnly(fields, "sudo");
            }
        }
        if (seconds.compareTo(MOST_SECONDS) > 0) {
            findings.warn(
                    member.key().line(),
                    "the timeouts of " + event + " are " + seconds + " s together, and CodeDeploy allows "
                            + MOST_SECONDS + " s for an event. Shorten them.");
        }
    }

    private void location(Fields fields, boolean runs) {
        fields.required("location", "Add the path of the script in the bundle.").ifPresent(location -> {
            String path = location instanceof Scalar scalar ? RubyScalars.strip(scalar.text()) : location.written();
            if (path.isEmpty()) {
                findings.error(location.line(), "location is empty. Write the path of the script in the bundle.");
            } else if (runs) {
                scripts.add(new Script(location.line(), path));
            }
        });
    }

    /** The seconds that count for the sum. */
    private BigInteger timeout(Value timeout) {
        Optional<BigInteger> seconds = seconds(timeout);
        if (seconds.isEmpty() || seconds.get().signum() <= 0) {
            findings.error(
                    timeout.line(),
                    "timeout '" + timeout.written() + "' is not a number of seconds. Write one from 1 to "
                            + MOST_SECONDS + ".");
            return BigInteger.ZERO;
        }
        if (!PLAIN_NUMBER.matcher(timeout.written()).matches()) {
            findings.warn(
                    timeout.line(),
                    "timeout '" + timeout.written() + "' is " + seconds.get()
                            + " s to the agent. Write it as a number of seconds.");
        }
        if (seconds.get().compareTo(MOST_SECONDS) > 0) {
            findings.warn(
                    timeout.line(),
                    "timeout " + seconds.get() + " is more than the " + MOST_SECONDS
                            + " s that CodeDeploy allows for an event. Shorten it.");
            return BigInteger.ZERO;
        }
        return seconds.get();
    }

    /** As {@code to_i} of Ruby; empty for what has none. */
    private static Optional<BigInteger> seconds(Value timeout) {
        if (!(timeout instanceof Scalar scalar)) {
            return Optional.empty();
        }
        return switch (scalar.type()) {
            case INTEGER -> Optional.of(new BigInteger(scalar.text()));
            case FLOAT ->
                RubyScalars.isFinite(scalar)
                        ? Optional.of(new BigDecimal(scalar.text()).toBigInteger())
                        : Optional.empty();
            case STRING -> {
                Matcher number = LEADING_NUMBER.matcher(scalar.text());
                yield Optional.of(
                        number.matches() ? new BigInteger(number.group(1).replaceAll("[_+]", "")) : BigInteger.ZERO);
            }
            case NULL, BOOLEAN, SYMBOL, OBJECT, REFUSED -> Optional.empty();
        };
    }

    private void onLinuxOnly(Fields fields, String name) {
        fields.valueOrDefault(name)
                .ifPresent(value -> findings.warn(
                        value.line(),
                        name + " is for Linux instances only: with 'os: windows' the agent ignores it. Remove it."));
    }
}
