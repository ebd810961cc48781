package dev.fathom.init;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The known words that a misspelt one may have meant. */
public final class Nearest {
    private static final int MOST = 3;

    private Nearest() {}

    /** Up to three known words within a third of the word's length in edits, nearest first. */
    public static List<String> of(String word, Collection<String> known) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int reach = Math.max(2, wanted.length() / 3);
        return known.stream()
                .distinct()
                .filter(candidate -> distance(wanted, candidate.toLowerCase(Locale.ROOT)) <= reach)
                .sorted(Comparator.comparingInt(
                                (String candidate) -> distance(wanted, candidate.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** A sentence part: {@code ; did you mean he_normal?}, or a list of what is known. */
    public static String hint(String word, Collection<String> known) {
        List<String> near = of(word, known);
        return near.isEmpty()
                ? "; known are " + String.join(", ", known)
                : "; did you mean " + String.join(" or ", near) + "?";
    }

    /** Edits, with a swap of neighbours as one (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
