package io.jenkins.plugins.crossaccountdeploy.bundle;

import java.util.Collection;

/** Finds what was meant by a word that is not known. */
final class Nearest {

    /** No use to look among more, for a hint. */
    private static final int MOST_CANDIDATES = 20_000;

    private Nearest() {}

    /** The candidate within a few edits of a word, whatever the case; empty when there is none. */
    static String to(String word, Collection<String> candidates) {
        String nearest = "";
        int least = Math.max(1, Math.min(3, word.length() / 4)) + 1;
        if (candidates.size() > MOST_CANDIDATES) {
            return nearest;
        }
        for (String candidate : candidates) {
            if (Math.abs(candidate.length() - word.length()) < least) {
                int distance = candidate.equalsIgnoreCase(word) ? 0 : distance(word, candidate);
                if (distance < least) {
                    least = distance;
                    nearest = candidate;
                }
            }
        }
        return nearest;
    }

    /** How many characters to insert, remove or replace (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[row.length - 1];
    }
}
