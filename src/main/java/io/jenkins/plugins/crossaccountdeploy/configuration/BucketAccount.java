package io.jenkins.plugins.crossaccountdeploy.configuration;

import io.jenkins.plugins.crossaccountdeploy.revision.Store;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jvnet.localizer.Localizable;

/**
 * The account of a bucket, as configuration names it.
 *
 * @param owner which of the accounts it is
 * @param id its 12 digits if it is a third one; else empty
 */
record BucketAccount(Store.Owner owner, String id) {

    static final String DEFAULT = "development";

    private static final String PRODUCTION = "production";

    /** The accounts that are named by a word. */
    static final List<String> WORDS = List.of(DEFAULT, PRODUCTION);

    /**
     * The account that a text names.
     *
     * @param productionAccount the 12 digits of the role's account, which is the production account however it is named
     */
    static Optional<BucketAccount> of(String text, String productionAccount) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case DEFAULT -> Optional.of(new BucketAccount(Store.Owner.DEVELOPMENT, ""));
            case PRODUCTION -> Optional.of(new BucketAccount(Store.Owner.PRODUCTION, ""));
            default ->
                Optional.of(text)
                        .filter(Format.ACCOUNT::fits)
                        .map(id -> id.equals(productionAccount)
                                ? new BucketAccount(Store.Owner.PRODUCTION, "")
                                : new BucketAccount(Store.Owner.THIRD, id));
        };
    }

    static Optional<Localizable> fault(String subject, String text) {
        return of(text, "").isPresent()
                ? Optional.empty()
                : Optional.of(Messages._BucketAccount_Unknown(subject, text));
    }
}
