package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import io.jenkins.plugins.crossaccountdeploy.simulator.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All accounts, and whom each set of credentials belongs to. */
public final class Accounts {

    private static final String LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /** Services renew the credentials of what they run; nobody here waits for that. */
    private static final Duration LONGEST_OF_SERVICES = Duration.ofHours(6);

    /**
     * What a signature is checked against.
     *
     * @param token the session token that has to come with the key, if it is a temporary one
     */
    record Credentials(String secret, Optional<String> token, Optional<Instant> expiration, Caller caller) {}

    private final Map<String, Account> accounts = new ConcurrentSkipListMap<>();
    private final Map<String, Credentials> credentials = new ConcurrentHashMap<>();
    private final List<RoleSession> sessions = new ArrayList<>();
    private final Random random;

    /** @param seed the same seed makes the same keys and identifiers */
    public Accounts(long seed) {
        this.random = new Random(seed);
    }

    public Account create(String id) {
        Account account = new Account(id, this);
        accounts.put(id, account);
        return account;
    }

    public Account account(String id) {
        return Optional.ofNullable(accounts.get(id))
                .orElseThrow(() -> new IllegalArgumentException("There is no account " + id));
    }

    public Collection<Account> all() {
        return accounts.values();
    }

    /** The role of that ARN, if there is one. */
    public Optional<Role> role(String arn) {
        String[] parts = arn.split(":", 6);
        if (parts.length < 6 || !parts[5].startsWith("role/")) {
            return Optional.empty();
        }
        String name = parts[5].substring(parts[5].lastIndexOf('/') + 1);
        return Optional.ofNullable(accounts.get(parts[4]))
                .filter(account -> account.hasRole(name))
                .map(account -> account.role(name))
                .filter(role -> role.arn().equals(arn));
    }

    /**
     * Refuses the policy of a resource or the trust policy of a role that names a user or a role which does not exist, as
     * IAM, S3 and KMS do.
     */
    public void requirePrincipals(String policy) {
        for (Object statement : Policy.oneOrMany(Json.parse(policy).get("Statement"))) {
            if (((Json) statement).get("Principal") instanceof Json kinds && kinds.has("AWS")) {
                Policy.oneOrMany(kinds.get("AWS")).forEach(name -> requirePrincipal((String) name));
            }
        }
    }

    private void requirePrincipal(String name) {
        boolean isThere = !name.matches(".*:(user|role)/.*")
                || role(name).isPresent()
                || accounts.values().stream()
                        .flatMap(account -> account.users().stream())
                        .anyMatch(user -> user.arn().equals(name));
        if (!isThere) {
            throw new IllegalArgumentException("Invalid principal in policy: \"AWS\":\"" + name + "\"");
        }
    }

    /** Makes an identifier such as AWS gives to users, roles and keys. */
    public String identifier(String prefix, int length) {
        StringBuilder text = new StringBuilder(prefix);
        synchronized (random) {
            for (int i = 0; i < length; i++) {
                text.append(LETTERS_AND_DIGITS.charAt(random.nextInt(LETTERS_AND_DIGITS.length())));
            }
        }
        return text.toString();
    }

    /** Makes a key; the prefix tells long-lived ones (AKIA) from temporary ones (ASIA). */
    public AccessKey newAccessKey(String prefix) {
        return new AccessKey(identifier(prefix, 16), identifier("", 40));
    }

    void register(User user) {
        AccessKey key = user.accessKey();
        credentials.put(key.id(), new Credentials(key.secret(), Optional.empty(), Optional.empty(), user));
    }

    /** Makes a session's credentials known. */
    public void register(RoleSession session) {
        credentials.put(
                session.key().id(),
                new Credentials(
                        session.key().secret(),
                        Optional.of(session.token()),
                        Optional.of(session.expiration()),
                        session));
        synchronized (sessions) {
            sessions.add(session);
        }
    }

    /** Forgets a key, as when it is deleted or rotated. */
    public void revoke(String accessKeyId) {
        credentials.remove(accessKeyId);
    }

    /** All sessions ever given, oldest first. */
    public List<RoleSession> sessions() {
        synchronized (sessions) {
            return List.copyOf(sessions);
        }
    }

    Optional<Credentials> credentials(String accessKeyId) {
        return Optional.ofNullable(credentials.get(accessKeyId));
    }

    /** The credentials that an instance or a container which runs with a role finds there. */
    public RoleSession credentialsOf(Role role, String sessionName, Instant issued) {
        RoleSession session = new RoleSession(
                role,
                sessionName,
                "ec2.amazonaws.com",
                newAccessKey("ASIA"),
                identifier("IQoJb3JpZ2luX2VjE", 200) + "==",
                issued,
                issued.plus(LONGEST_OF_SERVICES),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        register(session);
        return session;
    }

    /** A stand-in for the instance or service that a role is meant for: it has the role without having assumed it. */
    public Caller instanceOf(Role role, String sessionName) {
        return new RoleSession(
                role,
                sessionName,
                "ec2.amazonaws.com",
                new AccessKey("", ""),
                "",
                Instant.EPOCH,
                Instant.MAX,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new HashMap<>());
    }
}
