package io.jenkins.plugins.crossaccountdeploy.configuration;

import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jvnet.localizer.LocaleProvider;
import org.jvnet.localizer.Localizable;

/**
 * The forms that texts of the configuration must have. One place knows them, for what is typed into a page, read from a
 * file, or expanded in a build.
 */
public enum Format {
    ENVIRONMENT_NAME("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", Messages::_Format_EnvironmentName),
    REGION(Partition.REGION_FORM, Messages::_Format_Region),
    ACCOUNT("\\d{12}", Messages::_Format_Account),
    BUCKET(
            "(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|[.]mrap|--x-s3|--table-s3)$)(?!.*[.][.])"
                    + "(?!\\d+[.]\\d+[.]\\d+[.]\\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
            Messages::_Format_Bucket),
    KEY_PREFIX("(?=.{1,512}$)[\\w!.*'()=+-]+(/[\\w!.*'()=+-]+)*", Messages::_Format_KeyPrefix),
    KMS_KEY_ARN("arn:aws[a-z-]*:kms:[a-z0-9-]+:\\d{12}:key/[A-Za-z0-9-]+", Messages::_Format_KmsKeyArn),
    ROLE_ARN("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}", Messages::_Format_RoleArn),
    EXTERNAL_ID("[\\w+=,.@:/-]{2,1224}", Messages::_Format_ExternalId),
    CODEDEPLOY_NAME("\\P{Cntrl}{1,100}", Messages::_Format_CodeDeployName),
    LAMBDA_FUNCTION("[A-Za-z0-9_-]{1,64}", Messages::_Format_LambdaFunction),
    DEPLOYMENT_ID("d-[A-Z0-9]{9,}", Messages::_Format_DeploymentId),
    DESCRIPTION("\\P{Cntrl}*", Messages::_Format_Description),
    JOB_PATTERN("[^/\\\\]+(/[^/\\\\]+)*", Messages::_Format_JobPattern),
    URL("https?://[^/?#@\\s]+(/[^?#\\s]*)?", Messages::_Format_Url),
    RELATIVE_PATH(
            "(?![/\\\\]|[A-Za-z]:)(?!(.*[/\\\\])?[.][.]([/\\\\].*)?$)\\P{Cntrl}+", Messages::_Format_RelativePath),
    TARGET_INSTANCES(
            "asg:\\P{Cntrl}{1,255}|(& *)?[^&=\\s\\p{Cntrl}][^=\\p{Cntrl}]{0,127}=\\P{Cntrl}{0,256}",
            Messages::_Format_TargetInstances);

    private final Pattern pattern;
    private final Function<Object, Localizable> problem;

    Format(String pattern, Function<Object, Localizable> problem) {
        this.pattern = Pattern.compile(pattern);
        this.problem = problem;
    }

    public boolean fits(String text) {
        return pattern.matcher(text).matches();
    }

    /** What is wrong with a text that need not be given. The text itself is not repeated. */
    Optional<Localizable> problem(String subject, String text) {
        return text.isEmpty() || fits(text) ? Optional.empty() : Optional.of(problem.apply(subject));
    }

    /** What is wrong with a text that must be given. */
    Optional<Localizable> problemOfRequired(String subject, String text) {
        return text.isEmpty() ? Optional.of(Messages._Fault_Missing(subject)) : problem(subject, text);
    }

    /** What is wrong with each text of a list. */
    Stream<String> problems(String subject, List<String> texts, Locale locale) {
        return texts.stream()
                .flatMap(text -> problem(Messages._Fault_Quoted(subject, text).toString(locale), text).stream())
                .map(found -> found.toString(locale));
    }

    /** What is wrong with a text that need not be given, for the console. The text itself is not repeated. */
    public Optional<String> fault(String subject, String text) {
        return problem(subject, text).map(found -> found.toString(Locale.ENGLISH));
    }

    /** What is wrong with each text of a list, for the console. */
    public Stream<String> faults(String subject, List<String> texts) {
        return problems(subject, texts, Locale.ENGLISH);
    }

    /** Checks a field that may be empty. */
    public FormValidation check(String value) {
        return validation(problem(Messages.Fault_This(), Util.fixNull(value).trim()));
    }

    /** Checks a field that may not be empty. */
    public FormValidation checkRequired(String value) {
        return Util.fixNull(value).isBlank() ? FormValidation.error(Messages.Fault_Required()) : check(value);
    }

    /** Checks the code of a region, which may be newer than this plugin. */
    static FormValidation checkRegion(String value) {
        String region = Util.fixNull(value).trim();
        return REGION.fits(region) && !Partition.isKnownRegion(region)
                ? FormValidation.warning(Messages.Format_UnknownRegion())
                : REGION.checkRequired(value);
    }

    /** Checks a field with one text a line. */
    public FormValidation checkLines(String value) {
        return validation(problems(Messages.Fault_Line(), TextList.of(Util.fixNull(value)), LocaleProvider.getLocale())
                .findFirst());
    }

    /** Checks a job's field: variables are expanded when the build runs, and looked at then. */
    public FormValidation checkUnlessVariable(String value) {
        return Util.fixNull(value).contains("$") ? FormValidation.ok() : check(value);
    }

    /** Checks a job's field with one text a line. */
    public FormValidation checkLinesUnlessVariable(String value) {
        return Util.fixNull(value).contains("$") ? FormValidation.ok() : checkLines(value);
    }

    /** @param fault if there is one: a text, or what becomes one in the language of whoever asks */
    static FormValidation validation(Optional<?> fault) {
        return fault.map(text -> FormValidation.error(text.toString())).orElseGet(FormValidation::ok);
    }
}
