package hudson.security;

public final class Permission {
    private Permission() {}

    public static final Permission HUDSON_ADMINISTER = new Permission();
}
