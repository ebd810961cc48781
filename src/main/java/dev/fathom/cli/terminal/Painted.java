package dev.fathom.cli.terminal;

/** A cell that is coloured where the output is a terminal. CSV and JSON see its text alone. */
public record Painted(String text, Colour colour) {
    private static final String RESET = "\u001b[0m";

    public enum Colour {
        GOOD("\u001b[32m"),
        MIXED("\u001b[33m"),
        BAD("\u001b[31m");

        private final String start;

        Colour(String start) {
            this.start = start;
        }
    }

    /** @param padded the text with the spaces around it */
    public String paint(String padded) {
        return text.isBlank() ? padded : padded.replace(text, colour.start + text + RESET);
    }

    @Override
    public String toString() {
        return text;
    }
}
