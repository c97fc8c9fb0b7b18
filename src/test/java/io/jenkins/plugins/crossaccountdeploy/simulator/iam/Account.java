package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** One AWS account with its users, roles and keys. */
public final class Account {

    private final String id;
    private final Accounts accounts;
    private final Map<String, User> users = new ConcurrentSkipListMap<>();
    private final Map<String, Role> roles = new ConcurrentSkipListMap<>();
    private final Map<String, ManagedPolicy> policies = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, OidcProvider> providers = new ConcurrentSkipListMap<>();

    Account(String id, Accounts accounts) {
        this.id = id;
        this.accounts = accounts;
    }

    public String id() {
        return id;
    }

    /** Makes a user with an access key and no permissions. */
    public User createUser(String name) {
        User user = new User(id, name, accounts.identifier("AIDA", 17), accounts.newAccessKey("AKIA"));
        users.put(name, user);
        accounts.register(user);
        return user;
    }

    public User user(String name) {
        return existing(users, name, "user");
    }

    /**
     * Makes a role with no permissions.
     *
     * @param trust the policy that says who may assume it
     */
    public Role createRole(String name, String trust) {
        Role role = new Role(id, name, accounts.identifier("AROA", 17), trust);
        roles.put(name, role);
        return role;
    }

    public Role role(String name) {
        return existing(roles, name, "role");
    }

    public Collection<User> users() {
        return users.values();
    }

    public Collection<Role> roles() {
        return roles.values();
    }

    public void deleteRole(String name) {
        roles.remove(role(name).name());
    }

    /** Makes a policy that is attached to nobody yet. */
    public ManagedPolicy createPolicy(String name, String json) {
        ManagedPolicy policy = new ManagedPolicy(id, name, json);
        if (policies.putIfAbsent(name, policy) != null) {
            throw new IllegalArgumentException(
                    "A policy called " + name + " already exists. Duplicate names are not allowed.");
        }
        return policy;
    }

    public Optional<ManagedPolicy> policy(String name) {
        return Optional.ofNullable(policies.get(name));
    }

    /**
     * Makes an identity provider of an issuer.
     *
     * @param audiences what its tokens may be for
     */
    public OidcProvider createOidcProvider(OidcIssuer issuer, List<String> audiences) {
        OidcProvider provider = new OidcProvider(id, issuer, audiences);
        providers.put(issuer.url(), provider);
        return provider;
    }

    Optional<OidcProvider> oidcProvider(String issuer) {
        return Optional.ofNullable(providers.get(issuer));
    }

    boolean hasRole(String name) {
        return roles.containsKey(name);
    }

    private <T> T existing(Map<String, T> named, String name, String kind) {
        T found = named.get(name);
        if (found == null) {
            throw new IllegalArgumentException("Account " + id + " has no " + kind + " " + name);
        }
        return found;
    }
}
