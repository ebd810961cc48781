package dev.fathom.cli.terminal;

import dev.fathom.formats.CsvCell;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Text of files, stores and users as a terminal may see it: what would move its cursor, colour it, break a line or turn the
 * direction of reading is left out.
 */
public final class Printable {
    private static final Pattern SPACES = Pattern.compile("[\\s\\u0085\\u2028\\u2029]");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}]");

    private Printable() {}

    /** In one line. */
    public static String line(String text) {
        return UNSEEN.matcher(SPACES.matcher(text).replaceAll(" ")).replaceAll("?");
    }

    /** A value as a cell of CSV, in one line. */
    public static String csv(Object value) {
        return CsvCell.of(value == null || value instanceof Number ? value : line(value.toString()));
    }

    /** JSON that means the same: outside of strings it has line breaks alone. */
    public static String json(String json) {
        return UNSEEN.matcher(json).replaceAll(found -> switch (found.group()) {
            case "\n", "\r" -> found.group();
            default -> found.group().chars().mapToObj("\\\\u%04x"::formatted).collect(Collectors.joining());
        });
    }
}
