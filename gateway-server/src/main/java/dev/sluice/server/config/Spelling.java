package dev.sluice.server.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Guesses which word was meant. */
final class Spelling {
    /** Longer than any key with a mistake in it; the distance costs the product of both lengths. */
    private static final int MAX_CHARS = 64;

    /** One mistake in three letters still sounds like the word; with more, the guess would be noise. */
    private static final int LETTERS_PER_MISTAKE = 3;

    private Spelling() {}

    /** The known word that the written one resembles most, or null when it resembles none. */
    static @Nullable String nearest(String written, List<String> known) {
        if (written.length() > MAX_CHARS) {
            return null;
        }
        String nearest = null;
        int fewest = Integer.MAX_VALUE;
        for (String word : known) {
            int mistakes = Math.min(mistakes(written, word), mistakes(written, lastPart(word)));
            if (mistakes < fewest) {
                fewest = mistakes;
                nearest = word;
            }
        }
        return fewest <= letters(written).length() / LETTERS_PER_MISTAKE ? nearest : null;
    }

    /** A guess as a problem ends with it; nothing where there is none. */
    static String didYouMean(@Nullable String near) {
        return near == null ? "" : "; did you mean " + near + "?";
    }

    /** A key that was written outside its section is known by its own name. */
    private static String lastPart(String word) {
        return word.substring(word.lastIndexOf('.') + 1);
    }

    private static int mistakes(String written, String word) {
        return distance(letters(written), letters(word));
    }

    /** Without what other programs spell differently: {@code messageBytes}, {@code message_bytes}. */
    private static String letters(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    /** Insertions, deletions and replacements from one to the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
