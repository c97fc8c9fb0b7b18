package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The forms that texts of the configuration must have. One place knows them, for what is typed into a page, read from a
 * file, or expanded in a build.
 */
public enum Format {
    ENVIRONMENT_NAME(
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}",
            "is not a name for an environment: up to 63 letters, digits, dots, hyphens and underscores, such as prod"),
    REGION(Partition.REGION_FORM, "is not a region's code, such as eu-west-1"),
    ACCOUNT("\\d{12}", "is not the 12 digits of an account's ID, without hyphens"),
    BUCKET(
            "(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|[.]mrap|--x-s3|--table-s3)$)(?!.*[.][.])"
                    + "(?!\\d+[.]\\d+[.]\\d+[.]\\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
            "is not a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens, without s3:// or a key"),
    KEY_PREFIX(
            "(?=.{1,512}$)[\\w!.*'()=+-]+(/[\\w!.*'()=+-]+)*",
            "is not a key prefix: names separated by single slashes, such as revisions/web, with no slash at either end,"
                    + " of at most 512 characters"),
    KMS_KEY_ARN(
            "arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+",
            "is not a KMS key's ARN, such as arn:aws:kms:eu-west-1:111111111111:key/1234abcd-..."),
    ROLE_ARN(
            "arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}",
            "is not a role's ARN, such as arn:aws:iam::222222222222:role/CrossAccountRole"),
    EXTERNAL_ID(
            "[\\w+=,.@:/-]{2,1224}",
            "is not an external ID: 2 to 1224 letters, digits and any of _ + = , . @ : / - without spaces"),
    CODEDEPLOY_NAME("\\P{Cntrl}{1,100}", "is not a CodeDeploy name: 1 to 100 characters"),
    DESCRIPTION("\\P{Cntrl}*", "is not a description: it must fit on one line"),
    JOB_PATTERN(
            "[^/\\\\]+(/[^/\\\\]+)*",
            "is not a pattern for the full names of jobs, such as payments/** or shop/*-deploy"),
    URL(
            "https?://[^/?#@\\s]+(/[^?#\\s]*)?",
            "is not a URL of the form https://host or http://host:port, without a user, a query or a fragment"),
    RELATIVE_PATH(
            "(?![/\\\\]|[A-Za-z]:)(?!(.*[/\\\\])?[.][.]([/\\\\].*)?$)\\P{Cntrl}+",
            "is not a path below the workspace: it may neither start with a slash nor contain .."),
    TARGET_INSTANCES(
            "asg:\\P{Cntrl}{1,255}|[^=\\p{Cntrl}]{1,128}=\\P{Cntrl}{0,256}",
            "is neither a tag (Name=web) nor an Auto Scaling group (asg:web-blue)");

    private final Pattern pattern;
    private final String predicate;

    Format(String pattern, String predicate) {
        this.pattern = Pattern.compile(pattern);
        this.predicate = predicate;
    }

    public boolean fits(String text) {
        return pattern.matcher(text).matches();
    }

    /** What is wrong with a text that need not be given. The text itself is not repeated. */
    public Optional<String> fault(String subject, String text) {
        return text.isEmpty() || fits(text) ? Optional.empty() : Optional.of(subject + " " + predicate);
    }

    /** What is wrong with a text that must be given. */
    public Optional<String> faultOfRequired(String subject, String text) {
        return text.isEmpty() ? Optional.of(subject + " is missing") : fault(subject, text);
    }

    /** What is wrong with each text of a list. */
    public Stream<String> faults(String subject, List<String> texts) {
        return texts.stream().flatMap(text -> fault(subject + " '" + text + "'", text).stream());
    }

    /** Checks a field that may be empty. */
    public FormValidation check(String value) {
        return validation(fault("This", Util.fixNull(value).trim()));
    }

    /** Checks a field that may not be empty. */
    public FormValidation checkRequired(String value) {
        return Util.fixNull(value).isBlank() ? FormValidation.error("This is required") : check(value);
    }

    /** Checks the code of a region, which may be newer than this plugin. */
    static FormValidation checkRegion(String value) {
        String region = Util.fixNull(value).trim();
        return REGION.fits(region) && !Partition.isKnownRegion(region)
                ? FormValidation.warning("Not one of the regions known here: is it spelled right?")
                : REGION.checkRequired(value);
    }

    /** Checks a field with one text a line. */
    public FormValidation checkLines(String value) {
        return validation(faults("The line", TextList.of(Util.fixNull(value))).findFirst());
    }

    /** Checks a job's field: variables are expanded when the build runs, and looked at then. */
    public FormValidation checkUnlessVariable(String value) {
        return Util.fixNull(value).contains("$") ? FormValidation.ok() : check(value);
    }

    /** Checks a job's field with one text a line. */
    public FormValidation checkLinesUnlessVariable(String value) {
        return Util.fixNull(value).contains("$") ? FormValidation.ok() : checkLines(value);
    }

    private static FormValidation validation(Optional<String> fault) {
        return fault.map(text -> FormValidation.error(text)).orElseGet(FormValidation::ok);
    }
}
