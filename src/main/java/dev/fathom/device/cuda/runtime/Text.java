package dev.fathom.device.cuda.runtime;

import java.nio.charset.StandardCharsets;

/** Text as C keeps it. */
public final class Text {
    private Text() {}

    /** Up to the first zero byte. */
    public static String of(byte[] bytes) {
        return of(bytes, 0);
    }

    public static String of(byte[] bytes, int start) {
        int end = start;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }
}
