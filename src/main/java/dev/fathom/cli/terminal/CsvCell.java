package dev.fathom.cli.terminal;

import java.util.regex.Pattern;

/** A value as a cell of CSV, which spreadsheets open: numbers are numbers, and text is text, never a formula. */
public final class CsvCell {
    private static final Pattern FORMULA = Pattern.compile("\\s*[=+@-].+", Pattern.DOTALL);
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?(NaN|Infinity)");

    private CsvCell() {}

    /** Nothing for null. */
    public static String of(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Number) {
            return value.toString();
        }
        String text = Printable.line(value.toString());
        // one sign alone stands for no value in the tables here
        return FORMULA.matcher(text).matches() && !NUMBER.matcher(text).matches() ? "'" + text : text;
    }
}
