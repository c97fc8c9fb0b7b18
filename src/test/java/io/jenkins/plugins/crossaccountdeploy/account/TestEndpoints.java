package io.jenkins.plugins.crossaccountdeploy.account;

/** The endpoints that tests know by name. */
public final class TestEndpoints {

    /** The services' public addresses. */
    public static final Endpoints PUBLIC = new Endpoints("", "", "", "", false, false);

    private TestEndpoints() {}
}
