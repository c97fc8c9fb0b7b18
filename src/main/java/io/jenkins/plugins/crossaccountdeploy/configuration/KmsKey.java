package io.jenkins.plugins.crossaccountdeploy.configuration;

import io.jenkins.plugins.crossaccountdeploy.account.Partition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jvnet.localizer.Localizable;

/**
 * The KMS key that bundles are encrypted with, as configuration names it: by its ARN, the one name that means the same key in
 * all accounts. KMS takes three more (<a
 * href="https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id">key identifiers</a>).
 */
final class KmsKey {

    private static final String EXAMPLE = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-...";

    private static final Pattern ALIAS = Pattern.compile("(arn:[^:]*:kms:[^:]*:[^:]*:)?alias/.*");

    private static final Pattern BARE_ID =
            Pattern.compile("(key/)?(\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}|mrk-\\p{XDigit}{32})");

    private static final Pattern PLACE = Pattern.compile("arn:([^:]+):kms:([^:]+):.+");

    private KmsKey() {}

    /**
     * What is wrong with a text that need not be given.
     *
     * @param region of the bucket; empty if it is not known
     */
    static Optional<Localizable> fault(String subject, String text, String region) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (ALIAS.matcher(text).matches()) {
            return Optional.of(Messages._KmsKey_Alias(subject, EXAMPLE));
        }
        if (BARE_ID.matcher(text).matches()) {
            return Optional.of(Messages._KmsKey_BareId(subject, EXAMPLE));
        }
        return Format.KMS_KEY_ARN.problem(subject, text).or(() -> misplaced(subject, text, region));
    }

    /** S3 encrypts with keys of the bucket's region, of multi-Region keys with the replica there. */
    private static Optional<Localizable> misplaced(String subject, String arn, String region) {
        Matcher place = PLACE.matcher(arn);
        if (region.isEmpty() || !place.matches()) {
            return Optional.empty();
        }
        Optional<Partition> partition =
                Partition.ofRegion(region).filter(of -> !of.id().equals(place.group(1)));
        if (partition.isPresent()) {
            return Optional.of(Messages._Fault_OtherPartition(
                    subject, region, partition.get().id()));
        }
        if (place.group(2).equals(region)) {
            return Optional.empty();
        }
        return Optional.of(
                arn.contains(":key/mrk-")
                        ? Messages._KmsKey_Replica(subject, region)
                        : Messages._KmsKey_OtherRegion(subject, region));
    }
}
