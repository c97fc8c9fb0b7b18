package io.jenkins.plugins.crossaccountdeploy.deployment;

import static io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Script.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.crossaccountdeploy.account.Accounts;
import io.jenkins.plugins.crossaccountdeploy.account.Clients;
import io.jenkins.plugins.crossaccountdeploy.account.Requester;
import io.jenkins.plugins.crossaccountdeploy.appspec.AppSpec;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundle;
import io.jenkins.plugins.crossaccountdeploy.bundle.Bundler;
import io.jenkins.plugins.crossaccountdeploy.bundle.Destination;
import io.jenkins.plugins.crossaccountdeploy.drift.NothingKnown;
import io.jenkins.plugins.crossaccountdeploy.preflight.BackgroundChecks;
import io.jenkins.plugins.crossaccountdeploy.queue.DeploymentQueue;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Content;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.LogLevel;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.OnAbort;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Options;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.Rules;
import io.jenkins.plugins.crossaccountdeploy.request.DeploymentRequest.WhenBusy;
import io.jenkins.plugins.crossaccountdeploy.revision.S3Revision;
import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import io.jenkins.plugins.crossaccountdeploy.revision.Stores;
import io.jenkins.plugins.crossaccountdeploy.selection.Selection;
import io.jenkins.plugins.crossaccountdeploy.simulator.Call;
import io.jenkins.plugins.crossaccountdeploy.simulator.Faults;
import io.jenkins.plugins.crossaccountdeploy.simulator.Simulator;
import io.jenkins.plugins.crossaccountdeploy.simulator.TwoAccounts;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment.Happened;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentGroup;
import io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.DeploymentPlan;
import io.jenkins.plugins.crossaccountdeploy.template.Variables;
import io.jenkins.plugins.crossaccountdeploy.watch.Watch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * One run, all of whose fate follows from a number: the targets and what becomes of them, what AWS and the network do
 * wrong, when the controller crashes, when somebody aborts. What the simulator knows to have happened is then compared with
 * what the run has told.
 */
final class AnyRun implements Driver.Console, Driver.Memory, Wire.Tap {

    private static final int MOST_STEPS = 5_000;
    private static final int FAULTS = 7;
    private static final String MESSAGE = "The deployment waits for capacity.";
    private static final List<String> EVENTS = List.of(
            "BeforeBlockTraffic",
            "BlockTraffic",
            "AfterBlockTraffic",
            "ApplicationStop",
            "DownloadBundle",
            "BeforeInstall",
            "Install",
            "AfterInstall",
            "ApplicationStart",
            "ValidateService",
            "BeforeAllowTraffic",
            "AllowTraffic",
            "AfterAllowTraffic");

    private static final Pattern EVENT =
            Pattern.compile("\\[prod] \\+[\\d:]+ {2}(\\S+) +(\\w+) +(Succeeded|Failed|Unknown)( .*)?");
    private static final Pattern UPDATE =
            Pattern.compile("\\[prod] note {4}(d-[A-Z0-9]+) updates instances that Auto Scaling has launched .*");
    private static final Pattern DEPLOY = Pattern.compile("\\[prod] deploy {2}(d-[A-Z0-9]+).*");
    private static final Pattern ALIKE = Pattern.compile("\\[prod] ([\\d,]+) targets failed alike: (.*)");
    private static final Pattern ID = Pattern.compile("\"(i-[0-9a-z]+)\"");
    private static final Pattern DEPLOYMENT = Pattern.compile("\"deploymentId\":\"(d-[A-Z0-9]+)\"");

    /** The controller is gone, at once. */
    private static final class Crash extends Error {

        private static final long serialVersionUID = 1;

        Crash() {
            super("crash", null, false, false);
        }
    }

    /** A target that was asked for, in a look that AWS answered at some time of its own. */
    private record Asked(String deployment, String target, Instant look, Instant at) {}

    private final Simulator aws;
    private final Wire wire;
    private final Clients clients;
    private final Path workspace;
    private final DeploymentQueue queue;
    private final long seed;
    private final Random dice;
    private final DeploymentGroup group;

    private final double crashes;
    private final double faults;
    private final double latency;
    private final Instant began;
    private final InstantSource clock;
    private final Instant stormBegins;
    private final Instant stormEnds;
    private final boolean isStormLong;
    private final Instant burstBegins;
    private final Instant burstEnds;
    private final int burstOf;
    private final int abortAt;
    private final boolean abortsTwice;
    private final int stopAt;
    private final double unsafe;
    private final boolean forgets;
    private final boolean deniesGroup;
    private boolean losesAnswer;
    private int crashesLeft = 25;

    private final List<String> console = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<byte[]> saves = new ArrayList<>();
    private byte[] saved = {};
    private boolean unsaved;
    private boolean forgot;
    private Result result;
    private boolean aborting;
    private boolean wasAborted;
    private int aborts;
    private boolean quiet;

    private Instant look = Instant.EPOCH;
    private final List<Asked> asked = new ArrayList<>();
    private final Set<String> settled = new HashSet<>();

    AnyRun(Simulator aws, Wire wire, Clients clients, Path workspace, DeploymentQueue queue, long seed) {
        this.aws = aws;
        this.wire = wire;
        this.clients = clients;
        this.workspace = workspace;
        this.queue = queue;
        this.seed = seed;
        this.dice = new Random(seed * 7919);
        // Where in a second a run begins must not depend on the runs before it.
        Instant now = aws.clock().instant();
        Instant next =
                now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(2)).plusMillis(dice.nextInt(1000));
        aws.clock().advance(Duration.between(now, next));
        began = aws.clock().instant();
        Duration off = Duration.ofSeconds(oneOf(0, 0, 0, -600, 600, -3600, 3600));
        clock = () -> aws.clock().instant().plus(off);
        aws.pageSize(oneOf(100, 100, 20, 3, 1));
        crashes = oneOf(0.0, 0.0, 0.01, 0.05, 0.2);
        faults = oneOf(0.0, 0.0, 0.0, 0.05, 0.25);
        latency = oneOf(0.0, 0.0, 0.3);
        boolean storms = chance(0.04);
        isStormLong = storms && chance(0.25);
        stormBegins = storms ? began.plusMillis(dice.nextInt(30_000)) : Instant.MAX;
        stormEnds = storms ? stormBegins.plusSeconds(isStormLong ? 1100 : 10 + dice.nextInt(700)) : Instant.MAX;
        boolean bursts = chance(0.1);
        burstBegins = bursts ? began.plusMillis(dice.nextInt(60_000)) : Instant.MAX;
        burstEnds = bursts ? burstBegins.plusSeconds(1 + dice.nextInt(120)) : Instant.MAX;
        burstOf = dice.nextInt(FAULTS);
        abortAt = chance(0.2) ? dice.nextInt(15) : -1;
        abortsTwice = chance(0.25);
        unsafe = oneOf(0.0, 0.0, 0.0, 0.0, 0.05, 0.3);
        forgets = chance(0.2);
        // Shorter than the pause after which a run is sure that there is no deployment of its own.
        aws.consistency()
                .listsAfter(Duration.ofSeconds(oneOf(0, 0, 0, 3, 12)))
                .findsAfter(Duration.ofSeconds(oneOf(0, 0, 0, 2, 9)));
        deniesGroup = chance(0.3);
        losesAnswer = chance(0.2);
        stopAt = chance(0.06) ? 5 + dice.nextInt(8) : -1;
        group = group();
    }

    // ---- what there is

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[dice.nextInt(choices.length)];
    }

    private boolean chance(double probability) {
        return dice.nextDouble() < probability;
    }

    private DeploymentGroup group() {
        DeploymentGroup sample = aws.group(TwoAccounts.APPLICATION, TwoAccounts.GROUP);
        int targets = chance(0.03)
                ? 0
                : oneOf(1 + dice.nextInt(5), 1 + dice.nextInt(5), 6 + dice.nextInt(20), 26 + dice.nextInt(35));
        String name = "Any-" + seed;
        DeploymentGroup fresh = aws.application(TwoAccounts.APPLICATION)
                .createGroup(name)
                .instances(names("a", targets))
                .instanceRole(sample.instanceRole().orElseThrow())
                .serviceRole(sample.serviceRole().orElseThrow())
                .config("CodeDeployDefault." + oneOf("OneAtATime", "HalfAtATime", "AllAtOnce"));
        if (targets > 0 && chance(0.1)) {
            fresh.blueGreen(names("b", targets))
                    .terminatesAfter(Duration.ofSeconds(oneOf(0, dice.nextInt(20), 60, 150)));
            if (chance(0.5)) {
                fresh.waitsForApproval(Duration.ofSeconds(1 + dice.nextInt(60)), chance(0.7));
            }
        } else if (chance(0.1)) {
            fresh.behindLoadBalancer();
        }
        double tempo = Math.exp(dice.nextDouble() * Math.log(40))
                * 1000
                / EVENTS.size()
                / (fresh.config().endsWith("OneAtATime") ? Math.max(1, targets) : 2);
        double failing = oneOf(0.0, 0.0, 0.0, 1.5 / Math.max(1, targets), 0.3);
        boolean even = chance(0.3);
        Duration start = Duration.ofMillis(dice.nextInt(3000));
        Duration baking = chance(0.1) ? Duration.ofSeconds(dice.nextInt(30)) : Duration.ZERO;
        int launched = chance(0.1) ? 1 + dice.nextInt(2) : 0;
        boolean speaks = chance(0.1);
        Optional<Duration> alarm =
                chance(0.03) ? Optional.of(Duration.ofMillis(dice.nextInt(30_000))) : Optional.empty();
        aws.everyDeployment(plan -> {
            plan(plan, fresh, tempo, failing, even, 1).startsAfter(start).bakes(baking);
            IntStream.range(0, launched).forEach(i -> plan.launches("i-launched"));
            if (speaks) {
                plan.says(MESSAGE);
            }
            alarm.ifPresent(plan::alarmAfter);
            plan.rollback(back -> plan(back, fresh, tempo, failing / 3, even, 2));
        });
        if (chance(0.6)) {
            var before = aws.deployedBefore(TwoAccounts.APPLICATION, name, "existing.zip");
            if (chance(0.5)) {
                fresh.rollsBackOn("DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM");
            }
            if (chance(0.2) && before.endsAs().equals("Succeeded")) {
                aws.launchInstance(TwoAccounts.APPLICATION, name, "i-launched");
            }
        }
        return fresh;
    }

    /** No order in the names, so that the order of the lines is none of theirs. */
    private String[] names(String kind, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "i-%s%04x%02x".formatted(kind, dice.nextInt(0x10000), i))
                .toArray(String[]::new);
    }

    private DeploymentPlan plan(
            DeploymentPlan plan, DeploymentGroup fresh, double tempo, double failing, boolean even, int salt) {
        for (String target :
                Stream.concat(targets(fresh), Stream.of("i-launched")).toList()) {
            for (String event : EVENTS) {
                Random own = new Random(((seed * 31 + target.hashCode()) * 31 + event.hashCode()) * 31 + salt);
                own.nextInt();
                plan.takes(
                        target, event, Duration.ofMillis(even ? (long) tempo : (long) (tempo * 2 * own.nextDouble())));
                if (own.nextDouble() < failing / 7) {
                    String[] log = IntStream.range(0, own.nextInt(30))
                            .mapToObj(i -> "line " + i)
                            .toArray(String[]::new);
                    plan.fails(
                            target,
                            event,
                            script("scripts/" + own.nextInt(3) + ".sh").log(log));
                }
            }
        }
        return plan;
    }

    /** All instances that a group may deploy to. */
    private static Stream<String> targets(DeploymentGroup group) {
        return group.everyInstance().stream();
    }

    private DeploymentRequest request() {
        int timeout = chance(0.08) ? 1 + dice.nextInt(60) : 0;
        Content content = chance(0.03)
                ? new DeploymentRequest.FromWorkspace(Selection.ALL, "")
                : new DeploymentRequest.Existing(new S3Revision(TwoAccounts.BUCKET, "existing.zip", "", "", ""));
        return new DeploymentRequest(
                SimulatedController.environment(aws, aws.endpoint().toString()),
                Stores.of(TwoAccounts.BUCKET, Store.Owner.DEVELOPMENT, "revisions/" + seed, ""),
                new DeploymentRequest.Target(TwoAccounts.APPLICATION, group.name(), ""),
                content,
                new Rules("", "", false, false, chance(0.1), false, List.of()),
                new Options(
                        !chance(0.03),
                        Duration.ofSeconds(timeout),
                        chance(0.8) ? WhenBusy.WAIT : WhenBusy.FAIL,
                        oneOf(OnAbort.values()),
                        chance(0.02),
                        oneOf(LogLevel.values())),
                new Requester("shop", 42, "ada", "https://jenkins.example/job/shop/42/"));
    }

    // ---- what happens

    /**
     * Runs it to its end, however often the controller has to be started again, and compares.
     *
     * @return how many times the controller crashed
     */
    int run() throws InterruptedException, IOException {
        DeploymentRequest request = request();
        Deployment fresh = Deployment.of(request, clock.instant());
        save(Checkpoint.of(new Deployment(
                request,
                "token%011d".formatted(seed),
                fresh.started(),
                fresh.spent(),
                fresh.stage(),
                fresh.failureStreak(),
                fresh.denied(),
                false)));
        wire.tap(this);
        try {
            drive(request);
        } finally {
            wire.untap();
            aws.faults().clear();
        }
        new Comparison(request).compare();
        return 25 - crashesLeft;
    }

    private void drive(DeploymentRequest request) throws InterruptedException {
        Optional<Driver> running = Optional.empty();
        for (int step = 0; step < MOST_STEPS; step++) {
            try {
                if (running.isEmpty()) {
                    running = Optional.of(new Driver(
                            engine(request),
                            step == 0 ? read() : read().afterRestart(),
                            this,
                            this,
                            (deployment, events) -> {},
                            any -> Optional.empty()));
                }
                Driver driver = running.get();
                if (driver.deployment().stage() instanceof Stage.Done done) {
                    result = done.result();
                    return;
                }
                if (step == stopAt) {
                    stopFromOutside();
                }
                boolean due = abortAt >= 0 && step >= abortAt && aborts == 0
                        || abortsTwice && aborts == 1 && step >= abortAt + 2;
                if (due) {
                    aborting = true;
                    wasAborted = true;
                    driver.interrupt(new Interruption(Outcome.ABORTED, "aborted by Ada"));
                    aborting = false;
                    continue;
                }
                Duration pause = driver.step();
                settle(driver.deployment());
                aws.clock().advance(pause);
            } catch (Crash crash) {
                running = Optional.empty();
                aborting = false;
                asked.clear();
                forget();
                aws.clock().advance(Duration.ofMillis(dice.nextInt(oneOf(1_000, 1_000, 60_000))));
            }
        }
        throw new AssertionError(
                "no end after " + MOST_STEPS + " steps, " + read().deployment().stage());
    }

    /** The last save is not always the last that was made: it failed, or never reached the disk. */
    private void forget() {
        if (forgets && chance(0.5)) {
            int last = chance(0.3) ? 0 : Math.max(0, saves.size() - 1 - dice.nextInt(8));
            saves.subList(last + 1, saves.size()).clear();
            saved = saves.get(last);
            forgot = true;
        }
        forgot |= unsaved;
        // The record may have lost what was found out last: all targets are asked for once more.
        settled.clear();
    }

    private Engine engine(DeploymentRequest request) {
        Accounts accounts = accounts(request);
        return new Engine(accounts, new OnThisMachine(workspace), checks(), new NothingKnown(), queue, clock);
    }

    /** In this thread, so that the same happens again. */
    private BackgroundChecks checks() {
        return seed % 2 == 0
                ? SimulatedController.unchecked(clients)
                : SimulatedController.checkedBy(clients, clock, Runnable::run);
    }

    private Accounts accounts(DeploymentRequest request) {
        var key = aws.accessKey(TwoAccounts.USER);
        return new Accounts(
                clients,
                request.environment(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())),
                request.requester(),
                request.sessionPolicies(),
                clock);
    }

    /** Somebody else stops whatever runs in the group. */
    private void stopFromOutside() {
        List<io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment> all = group.deployments();
        if (all.isEmpty()) {
            return;
        }
        String last = all.get(all.size() - 1).id();
        quiet = true;
        aws.faults().clear();
        Accounts accounts = accounts(read().deployment().request());
        try {
            accounts.codeDeploy()
                    .stopDeployment(builder ->
                            builder.deploymentId(last).overrideConfiguration(Accounts.as(accounts.production())));
        } catch (SdkException inVain) {
            assertThat(inVain.getMessage()).containsAnyOf("already completed", "could not be found");
        } finally {
            quiet = false;
        }
    }

    private void moment() {
        if (!quiet && crashesLeft > 0 && crashes > 0 && chance(crashes)) {
            crashesLeft--;
            throw new Crash();
        }
    }

    @Override
    public long lines() {
        return console.size();
    }

    @Override
    public void print(String line) {
        moment();
        console.add(line);
        moment();
    }

    @Override
    public void save(Checkpoint checkpoint) throws IOException {
        boolean first = saved.length == 0;
        if (!first) {
            moment();
        }
        boolean fails = !first && unsafe > 0 && chance(unsafe);
        if (fails && chance(0.5)) {
            unsaved = true;
            told.addAll(checkpoint.lines());
            aborts += aborting ? 1 : 0;
            throw new IOException("No space left on device");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(checkpoint);
        } catch (IOException e) {
            throw new AssertionError("a run must be serializable", e);
        }
        saved = bytes.toByteArray();
        saves.add(saved);
        unsaved = false;
        told.addAll(checkpoint.lines());
        aborts += aborting ? 1 : 0;
        if (fails) {
            throw new IOException("No answer for a minute");
        }
        if (!first) {
            moment();
        }
    }

    private Checkpoint read() {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(saved))) {
            return (Checkpoint) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void asks(String operation, String body) throws IOException {
        if (quiet || operation.equals("other")) {
            return;
        }
        if (latency > 0 && chance(latency)) {
            aws.clock().advance(Duration.ofMillis(dice.nextInt(1500)));
        }
        moment();
        Instant now = aws.clock().instant();
        if (!now.isBefore(stormBegins) && now.isBefore(stormEnds)) {
            throw new ConnectException("Network is unreachable");
        }
        List<Asked> targets =
                operation.equals("CodeDeploy.BatchGetDeploymentTargets") ? targetsOf(body, now) : List.of();
        if (!isStruck(operation, now)) {
            asked.addAll(targets);
        }
    }

    private List<Asked> targetsOf(String body, Instant now) {
        List<Asked> targets = new ArrayList<>();
        Matcher deployment = DEPLOYMENT.matcher(body);
        assertThat(deployment.find()).isTrue();
        Matcher target = ID.matcher(body);
        while (target.find()) {
            assertThat(settled)
                    .as("targets that were final when AWS was asked for them last, and told in full")
                    .doesNotContain(deployment.group(1) + target.group(1));
            targets.add(new Asked(deployment.group(1), target.group(1), look, now));
        }
        return targets;
    }

    /** Decides whether the request fails, and in which way. */
    private boolean isStruck(String operation, Instant now) {
        aws.faults().clear();
        if (deniesGroup && operation.equals("CodeDeploy.GetDeploymentGroup")) {
            aws.faults().on(operation).denyAccess();
        } else if (losesAnswer && operation.equals("CodeDeploy.CreateDeployment")) {
            losesAnswer = false;
            aws.faults().on(operation).cutAfter();
        } else if (!now.isBefore(burstBegins) && now.isBefore(burstEnds)) {
            strike(aws.faults().on(operation), burstOf);
        } else if (faults > 0 && chance(faults)) {
            strike(aws.faults().on(operation), dice.nextInt(FAULTS));
        } else {
            return false;
        }
        return true;
    }

    private static void strike(Faults.Rule fault, int kind) {
        switch (kind) {
            case 0 -> fault.throttle();
            case 1 -> fault.fail();
            case 2 -> fault.unavailable();
            case 3 -> fault.cutBefore();
            case 4 -> fault.cutAfter();
            case 5 -> fault.malformed();
            default -> fault.expiredToken();
        }
    }

    @Override
    public void answered(String operation, SdkHttpResponse answer) {
        if (quiet || operation.equals("other")) {
            return;
        }
        moment();
        if (operation.equals("CodeDeploy.GetDeployment")) {
            look = ZonedDateTime.parse(
                            answer.firstMatchingHeader("Date").orElseThrow(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        }
    }

    /** A step is over: what it learnt of targets need not be asked again. */
    private void settle(Deployment deployment) {
        if (deployment.failureStreak().isNone()) {
            for (Asked ask : asked) {
                var real = deployment(ask.deployment());
                boolean allTold = real.history(ask.at()).stream()
                        .filter(event -> event.target().equals(ask.target()))
                        .allMatch(event -> event.at().isBefore(ask.look()));
                if (allTold && real.isFinal(ask.target(), ask.at())) {
                    settled.add(ask.deployment() + ask.target());
                }
            }
        }
        asked.clear();
    }

    private io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment deployment(String id) {
        return group.deployments().stream()
                .filter(found -> found.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("run " + seed + " of " + group.name() + ", "
                + group.instances().size()
                + " targets, crashes " + crashes + ", faults " + faults + ", latency " + latency + ", aborts " + aborts
                + "\n" + read().deployment().stage() + "\n"
                + read().deployment().request().options());
        group.deployments()
                .forEach(real -> text.append("\n")
                        .append(real)
                        .append(" by ")
                        .append(real.creator())
                        .append(" ends ")
                        .append(real.endsAs())
                        .append(" at ")
                        .append(real.ends()));
        console.forEach(line -> text.append("\n  ").append(line));
        aws.calls()
                .forEach(call -> text.append("\n  ")
                        .append(call.at())
                        .append(' ')
                        .append(call.operation())
                        .append(' ')
                        .append(call.status())
                        .append(' ')
                        .append(call.errorCode())
                        .append(call.answered() ? "" : " unanswered"));
        return text.toString();
    }

    // ---- what should have happened

    private final class Comparison {

        private final DeploymentRequest request;
        private final Instant now = aws.clock().instant();
        private final List<io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment> ours;

        Comparison(DeploymentRequest request) {
            this.request = request;
            String token = read().deployment().token();
            ours = group.deployments().stream()
                    .filter(real -> real.description().orElse("").contains(token))
                    .toList();
        }

        void compare() {
            assertThat(ours).as("deployments that the run created").hasSizeLessThanOrEqualTo(1);
            if (!forgot) {
                assertThat(console.stream().filter(line -> !isSaid(line)).toList())
                        .as("the console has each line that was saved, once")
                        .isEqualTo(told);
            }
            if (!result.deploymentId().isEmpty()) {
                assertThat(ours)
                        .extracting(io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment::id)
                        .containsExactly(result.deploymentId());
            }
            assertThat(aws.bucket(TwoAccounts.BUCKET).openMultipartUploads()).isEmpty();
            calls();
            if (forgot) {
                ours.forEach(this::eventsAtLeastOnce);
                return;
            }
            outcome();
            ours.forEach(this::events);
            ours.stream().flatMap(real -> real.rollback().stream()).forEach(this::events);
        }

        /** What is said on the spot is not saved. */
        private boolean isSaid(String line) {
            return line.contains("the unfinished upload")
                    || line.contains(" read, ")
                    || line.contains("how far this run is cannot be saved (") && line.contains("after a restart");
        }

        private void outcome() {
            assertThat(result.error().isEmpty()).isEqualTo(result.outcome().isGood());
            switch (result.outcome()) {
                case SUCCEEDED -> assertEndedAs("Succeeded");
                case STOPPED -> assertEndedAs("Stopped");
                case FAILED -> {
                    if (ours.isEmpty()) {
                        assertThat(isStormLong
                                        || result.error().contains("is busy")
                                        || result.error().startsWith("A deployment would fail: "))
                                .isTrue();
                    } else {
                        assertEndedAs("Failed");
                    }
                }
                case ABORTED -> {
                    assertThat(aborts).isPositive();
                    assertInterrupted();
                }
                case TIMED_OUT -> {
                    assertThat(began.plus(request.options().timeout())).isBefore(now);
                    assertInterrupted();
                }
                case LOST -> assertThat(isStormLong).isTrue();
                case STARTED -> assertThat(request.options().waits()).isFalse();
                case SUPERSEDED -> throw new AssertionError("there is no newer build");
                case CHECKED -> assertThat(request.options().dryRun()).isTrue();
                case PUSHED -> assertThat(request.isPush()).isTrue();
            }
            boolean ordinary = aborts == 0
                    && request.options().timeout().isZero()
                    && !isStormLong
                    && !request.options().dryRun()
                    && !result.error().contains("is busy");
            if (ordinary) {
                assertThat(ours).hasSize(1);
                assertThat(result.deploymentId()).isEqualTo(ours.get(0).id());
                if (request.options().waits()) {
                    assertThat(result.outcome().name())
                            .isEqualTo(ours.get(0).endsAs().toUpperCase(java.util.Locale.ROOT));
                    assertThat(result.rollbackDeploymentId())
                            .isEqualTo(ours.get(0)
                                    .rollback()
                                    .map(real -> real.id())
                                    .orElse(""));
                }
            }
        }

        /** What holds even of a run that has forgotten what it did. */
        private void calls() {
            if (request.options().dryRun()) {
                assertThat(ours).isEmpty();
            }
            if (!wasAborted && request.options().timeout().isZero() && stopAt < 0) {
                assertThat(aws.calls().of("CodeDeploy.StopDeployment")).isEmpty();
            }
            assertThat(aws.calls().of("CodeDeploy.CreateDeployment").stream().filter(Call::succeeded))
                    .hasSizeLessThanOrEqualTo(1);
        }

        private void eventsAtLeastOnce(io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment real) {
            boolean tellsAll = real.targets().size() <= Watch.FEW_TARGETS
                    || request.options().logLevel() == LogLevel.ALL;
            if (tellsAll && console.stream().anyMatch(line -> line.startsWith("[prod] SUCCEEDED"))) {
                assertThat(console.stream()
                                .map(EVENT::matcher)
                                .filter(Matcher::matches)
                                .map(line -> line.group(1) + " " + line.group(2) + " " + line.group(3)))
                        .containsAll(
                                real.history(now).stream().map(AnyRun::line).toList());
            }
        }

        private void assertEndedAs(String status) {
            assertThat(ours).hasSize(1);
            assertThat(ours.get(0).endsAs()).isEqualTo(status);
            assertThat(ours.get(0).ends()).isBeforeOrEqualTo(now);
            assertThat(result.status()).isEqualTo(status);
            if (!status.equals("Succeeded")) {
                assertThat(aborts)
                        .as("an abort that the outcome does not tell of")
                        .isZero();
            }
        }

        private void assertInterrupted() {
            if (request.options().onAbort() == OnAbort.LEAVE) {
                assertThat(stopAt >= 0
                                || aws.calls().of("CodeDeploy.StopDeployment").isEmpty())
                        .as("left alone")
                        .isTrue();
            } else if (aborts < 2) {
                ours.forEach(real -> assertThat(aws.status(real))
                        .as("what an interrupted run leaves")
                        .isIn("Succeeded", "Failed", "Stopped"));
            }
        }

        private void events(io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment real) {
            List<String> section = section(real.id());
            List<Happened> happened = real.history(now);
            boolean isWhole = section.stream()
                    .anyMatch(line -> line.matches("\\[prod] (SUCCEEDED|FAILED|STOPPED).*")
                            || line.contains("Rolled back by " + real.id())
                            || line.contains("The rollback " + real.id() + " ended"));
            if (real.targets().size() <= Watch.FEW_TARGETS || request.options().logLevel() == LogLevel.ALL) {
                List<String> expected = happened.stream().map(AnyRun::line).toList();
                List<String> lines = section.stream()
                        .map(EVENT::matcher)
                        .filter(Matcher::matches)
                        .map(line -> line.group(1) + " " + line.group(2) + " " + line.group(3))
                        .toList();
                assertThat(lines)
                        .as("events of " + real.id())
                        .isEqualTo(isWhole ? expected : expected.subList(0, Math.min(lines.size(), expected.size())));
            } else if (isWhole) {
                Map<String, Integer> failures = new HashMap<>();
                happened.stream()
                        .filter(Happened::failed)
                        .forEach(event -> failures.merge(event.event() + " " + event.reason(), 1, Integer::sum));
                Map<String, Integer> shown = new LinkedHashMap<>();
                section.stream()
                        .map(EVENT::matcher)
                        .filter(Matcher::matches)
                        .forEach(line -> assertThat(shown.put(
                                        line.group(2) + " " + line.group(4).strip(), 1))
                                .as("a failure that was told before")
                                .isNull());
                section.stream()
                        .map(ALIKE::matcher)
                        .filter(Matcher::matches)
                        .forEach(line -> shown.put(
                                line.group(2), Integer.parseInt(line.group(1).replace(",", ""))));
                assertThat(shown).isEqualTo(failures);
            }
            beside(section, isWhole, real);
            long failed = happened.stream().filter(Happened::failed).count();
            if (isWhole
                    && real.endsAs().equals("Succeeded")
                    && failed < real.targets().size()) {
                assertThat(section)
                        .anyMatch(line -> line.contains(real.targets().size() - failed + " succeeded"));
            }
        }

        /** What is told beside the events: once each, and nothing is lost. */
        private void beside(
                List<String> section,
                boolean isWhole,
                io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment real) {
            for (String once : List.of("Ready: ", "Baking: alarms", "The traffic has been rerouted", MESSAGE)) {
                assertThat(section.stream().filter(line -> line.contains(once)))
                        .as(once)
                        .hasSizeLessThanOrEqualTo(1);
            }
            if (isWhole) {
                List<String> updates = section.stream()
                        .map(UPDATE::matcher)
                        .filter(Matcher::matches)
                        .map(line -> line.group(1))
                        .toList();
                assertThat(updates)
                        .isEqualTo(real.updates().stream()
                                .map(io.jenkins.plugins.crossaccountdeploy.simulator.codedeploy.Deployment::id)
                                .toList());
                assertThat(section.stream().anyMatch(line -> line.contains(MESSAGE)))
                        .isEqualTo(real.messages().contains(MESSAGE));
            }
        }

        private List<String> section(String id) {
            List<String> section = new ArrayList<>();
            int begins = 0;
            boolean inside = false;
            for (String line : console) {
                Matcher deploy = DEPLOY.matcher(line);
                if (deploy.matches()) {
                    inside = deploy.group(1).equals(id);
                    begins += inside ? 1 : 0;
                }
                if (inside) {
                    section.add(line);
                }
            }
            assertThat(begins).as("how often " + id + " is announced").isLessThanOrEqualTo(1);
            return section;
        }
    }

    private static String line(Happened event) {
        return event.target() + " " + event.event() + " " + (event.failed() ? "Failed" : "Succeeded");
    }

    /** The workspace on this machine. */
    private record OnThisMachine(Path folder) implements Workspace {

        @Override
        public Bundle bundle(Selection selection, Destination destination) throws IOException, InterruptedException {
            return Bundler.bundle(folder, selection, destination);
        }

        @Override
        public AppSpec appSpec(Selection selection) throws IOException {
            return AppSpec.read(folder, selection);
        }

        @Override
        public String taskDefinition(Selection selection, String path) throws IOException, InterruptedException {
            return AppSpec.readTaskDefinition(folder, selection, path);
        }

        @Override
        public Variables variables() throws IOException, InterruptedException {
            return new Variables(Map.of(), Set.of());
        }
    }
}
