package io.jenkins.plugins.crossaccountdeploy.selection;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers faults, so that a workspace is mended once and not once a fault, and warnings, which do not stop a deployment.
 */
public final class Faults {

    /** More than anyone mends in one go. */
    private static final int SHOWN = 50;

    private final String subject;
    private final List<String> shown = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private long more;
    private long moreWarnings;

    public Faults() {
        this("");
    }

    /** @param subject what every fault and warning begins with */
    public Faults(String subject) {
        this.subject = subject;
    }

    public void add(String fault) {
        if (shown.size() < SHOWN) {
            shown.add(oneLine(subject + fault));
        } else {
            more++;
        }
    }

    public void addAll(List<String> faults) {
        faults.forEach(this::add);
    }

    /** Something that is probably a slip, or worth knowing. */
    public void warn(String warning) {
        if (warnings.size() < SHOWN) {
            warnings.add(oneLine(subject + warning));
        } else {
            moreWarnings++;
        }
    }

    public List<String> warnings() {
        List<String> all = new ArrayList<>(warnings);
        if (moreWarnings > 0) {
            all.add("and " + moreWarnings + " more warnings.");
        }
        return all;
    }

    public boolean full() {
        return more > 0;
    }

    public void throwIfAny() throws BundleException {
        if (!shown.isEmpty()) {
            throw new BundleException(all());
        }
    }

    /** All of them and one more, after which there is nothing more to look for. */
    public BundleException with(String fault) {
        add(fault);
        return new BundleException(all());
    }

    private List<String> all() {
        List<String> all = new ArrayList<>(shown);
        if (more > 0) {
            all.add("and " + more + " more faults.");
        }
        return all;
    }

    /** A file's name may have line breaks and worse; a console line must not. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> line.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return line.toString();
    }
}
