package dev.fathom.map;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Letters of 5 x 8 dots: a Java without fonts, as containers have it, can write them too. */
final class Lettering {
    private static final int FIRST = ' ';
    private static final int DOTS = 5;
    private static final String[] LETTERS = read();

    /** Dots from one letter to the next. */
    static final int ADVANCE = 6;

    static final int HEIGHT = 8;

    private Lettering() {}

    /** Where dots go. */
    interface Ink {
        void dot(int x, int y);
    }

    /** Columns of dots of each letter from the space up, two hexadecimal digits each, the top dot lowest. */
    private static String[] read() {
        try (InputStream in = Lettering.class.getResourceAsStream("letters.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split("\\s+");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int width(String text) {
        return text.length() * ADVANCE - 1;
    }

    /** Writes from the upper left; what is no letter becomes a question mark. */
    static void write(String text, Ink ink) {
        for (int i = 0; i < text.length(); i++) {
            int letter = text.charAt(i) - FIRST;
            String dots = LETTERS[letter >= 0 && letter < LETTERS.length ? letter : '?' - FIRST];
            for (int x = 0; x < DOTS; x++) {
                int column = Integer.parseInt(dots.substring(2 * x, 2 * x + 2), 16);
                for (int y = 0; y < HEIGHT; y++) {
                    if ((column >> y & 1) == 1) {
                        ink.dot(i * ADVANCE + x, y);
                    }
                }
            }
        }
    }
}
