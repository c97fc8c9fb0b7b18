package io.jenkins.plugins.crossaccountdeploy.appspec;

import java.util.Collection;

/** Finds what was meant by a word that is not known. */
public final class Nearest {

    /** No use to look among more, for a hint. */
    private static final int MOST_CANDIDATES = 20_000;

    private Nearest() {}

    /** The candidate within a few edits of a word, whatever the case; empty when there is none. */
    public static String to(String word, Collection<String> candidates) {
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

    /** Asks whether that candidate was meant, or says what else to do. */
    static String remedy(String word, Collection<String> candidates, String otherwise) {
        String nearest = to(word, candidates);
        return nearest.isEmpty() ? otherwise : "Did you mean '" + nearest + "'?";
    }

    /** How many characters to insert, remove, replace or swap (optimal string alignment). */
    private static int distance(String one, String other) {
        int[][] distance = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    distance[i][j] = i + j;
                    continue;
                }
                int replaced = distance[i - 1][j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                distance[i][j] = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    distance[i][j] = Math.min(distance[i][j], distance[i - 2][j - 2] + 1);
                }
            }
        }
        return distance[one.length()][other.length()];
    }
}
