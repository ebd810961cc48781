package dev.fathom.data;

import java.nio.charset.StandardCharsets;

/** What stands between the cells of a table: a comma, a semicolon or a tab, whichever the first line has most of. */
final class Separator {
    private static final int LOOKED_AT = 1 << 16;

    private Separator() {}

    static char of(byte[] text) {
        String start = new String(text, 0, Math.min(text.length, LOOKED_AT), StandardCharsets.UTF_8);
        String line = start.lines().findFirst().orElse("");
        char most = ',';
        for (char candidate : new char[] {';', '\t'}) {
            most = count(line, candidate) > count(line, most) ? candidate : most;
        }
        return most;
    }

    private static long count(String line, char separator) {
        return line.chars().filter(c -> c == separator).count();
    }
}
