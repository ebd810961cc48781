package dev.fathom.formats;

import java.util.regex.Pattern;

/** A value as a cell of CSV, which spreadsheets open: numbers are numbers, and text is text, never a formula. */
public final class CsvCell {
    /** Whatever a spreadsheet may skip before it. */
    private static final Pattern FORMULA = Pattern.compile("[\\s\\p{C}]*[=+@-].+", Pattern.DOTALL);

    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?(NaN|Infinity)");

    private CsvCell() {}

    /** Nothing for null. */
    public static String of(Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        // one sign alone stands for no value in the tables here
        boolean formula =
                FORMULA.matcher(text).matches() && !NUMBER.matcher(text).matches();
        return formula && !(value instanceof Number) ? "'" + text : text;
    }
}
