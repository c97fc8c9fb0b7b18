package io.jenkins.plugins.crossaccountdeploy.setup;

/**
 * What IAM calls a user or a role.
 *
 * @param path with slashes at both ends
 * @param name without its path
 */
record IamName(String path, String name) {

    /** Takes an ARN apart, such as {@code arn:aws:iam::111111111111:role/ci/Jenkins}. */
    static IamName of(String arn) {
        String resource = arn.split(":", 6)[5];
        int first = resource.indexOf('/');
        int last = resource.lastIndexOf('/');
        // The root user has neither.
        return first < 0
                ? new IamName("/", resource)
                : new IamName(resource.substring(first, last + 1), resource.substring(last + 1));
    }
}
