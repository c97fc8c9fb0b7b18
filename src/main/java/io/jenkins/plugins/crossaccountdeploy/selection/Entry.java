package io.jenkins.plugins.crossaccountdeploy.selection;

import java.time.Instant;
import java.util.Comparator;

/** What the bundle has at one path. Paths are relative, with forward slashes, and do not end with one. */
public sealed interface Entry {

    /** Bytewise by UTF-8 path. In UTF-16, surrogates sort before U+E000, in UTF-8 after it. */
    Comparator<Entry> ORDER = (one, other) -> compareAsUtf8(one.path(), other.path());

    String path();

    /** The nine permission bits. */
    int permissions();

    /** File type and permissions, as in {@code st_mode} of Unix. */
    int mode();

    /** When it was modified last. */
    Instant modified();

    record Directory(String path, int permissions, Instant modified) implements Entry {
        @Override
        public int mode() {
            return 0040000 | permissions;
        }
    }

    /**
     * A regular file.
     *
     * @param size in bytes, as listed
     */
    record File(String path, int permissions, long size, Instant modified) implements Entry {

        /** The same file, with other permissions. */
        public File withPermissions(int others) {
            return new File(path, others, size, modified);
        }

        @Override
        public int mode() {
            return 0100000 | permissions;
        }
    }

    /**
     * A symbolic link.
     *
     * @param target as written in the link
     */
    record Link(String path, String target, Instant modified) implements Entry {

        /** A link has no permissions of its own: platforms differ in what they show for it. */
        @Override
        public int permissions() {
            return 0777;
        }

        @Override
        public int mode() {
            return 0120000 | permissions();
        }
    }

    private static int compareAsUtf8(String one, String other) {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean comparable = Character.isSurrogate(a) == Character.isSurrogate(b);
                return comparable ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
