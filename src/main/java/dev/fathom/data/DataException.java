package dev.fathom.data;

import java.util.regex.Pattern;

/**
 * Data that cannot be used. The message is one line: the place, what was expected there, what was found and what to do
 * about it. A place is {@code FILE: byte OFFSET} for binary files (of the unpacked content where the file is in gzip),
 * {@code FILE:LINE:COLUMN} for CSV, both columns and lines from 1, and else a file, a folder or a specification.
 */
public final class DataException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");

    public DataException(String place, String expected, String found, String remedy) {
        super(oneLine(place + ": expected " + expected + ", found " + found + "; " + remedy));
    }

    private static String oneLine(String text) {
        return BREAKS.matcher(text).replaceAll(" ");
    }
}
