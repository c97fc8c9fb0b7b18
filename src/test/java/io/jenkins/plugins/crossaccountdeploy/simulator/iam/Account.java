package io.jenkins.plugins.crossaccountdeploy.simulator.iam;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** One AWS account with its users, roles and keys. */
public final class Account {

    private final String id;
    private final Accounts accounts;
    private final Map<String, User> users = new ConcurrentSkipListMap<>();
    private final Map<String, Role> roles = new ConcurrentSkipListMap<>();

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
