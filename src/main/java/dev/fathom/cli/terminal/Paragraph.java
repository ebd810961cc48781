package dev.fathom.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Running text in lines of at most 80 columns. */
public final class Paragraph {
    private static final int COLUMNS = 80;

    private Paragraph() {}

    public static void print(String text) {
        of(text).forEach(System.out::println);
    }

    /** A word that is longer than a line stands alone. */
    public static List<String> of(String text) {
        return of(text, "");
    }

    /** @param indent before every line but the first, which keeps its own */
    public static List<String> of(String text, String indent) {
        List<String> lines = new ArrayList<>();
        String start = text.substring(0, text.length() - text.stripLeading().length());
        StringBuilder line = new StringBuilder(start);
        for (String word : text.strip().split(" +")) {
            if (!line.toString().isBlank() && line.length() + 1 + word.length() > COLUMNS) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.toString().isBlank() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** A command for a shell, whose lines but the last end with its mark of continuation. */
    public static List<String> command(String indent, String command) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        // an option stays with its value
        for (String option : command.split(" (?=--)")) {
            if (line.length() + 1 + option.length() + " \\".length() > COLUMNS) {
                lines.add(line + " \\");
                line = new StringBuilder(indent + "  ");
            }
            line.append(line.toString().isBlank() ? "" : " ").append(option);
        }
        lines.add(line.toString());
        return lines;
    }
}
