package dev.fathom.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Seeded damage to a file: as a disk or a copy does it to bytes, and as a tired author does it to a text. */
public final class Mutation {
    /** What a text may say where a value is expected. */
    private static final String[] VALUES = {
        "0",
        "-1",
        "1",
        "1e999",
        "-1e-999",
        "NaN",
        ".inf",
        "2147483648",
        "9999999999999999999",
        "0x7f",
        "1_0",
        "65536",
        "10000",
        "1000000",
        "''",
        "null",
        "~",
        "true",
        "[]",
        "{}",
        "[[]]",
        "[1, [2]]",
        "*a",
        "&a [*a]",
        "!!int 3",
        "!!java.net.URL [x]",
        "!!binary aGk=",
        "<<",
        "? x",
        "|",
        "'",
        "\"",
        "@",
        "`",
        "%YAML 1.2",
        "---",
        "#",
        "\t",
        "\u0000",
        "\ud83d\udca5",
        "he_normal",
        "relu",
        "orthogonal(1e308)",
        "kaiming_normal_(a=nan)",
        "residual(0)+layernorm",
        "[64, 32]",
        "csv:/dev/null",
        "mnist:",
        "idx:,",
        "cifar10:.."
    };

    private Mutation() {}

    public static byte[] ofBytes(byte[] intact, Random random) {
        byte[] content = intact.clone();
        switch (random.nextInt(5)) {
            case 0: // cut off
                return Arrays.copyOf(content, random.nextInt(content.length));
            case 1: // append zeros
                return Arrays.copyOf(content, content.length + 1 + random.nextInt(20));
            case 2: // one of the first bytes, where headers are
                content[random.nextInt(Math.min(100, content.length))] = (byte) random.nextInt();
                return content;
            case 3: // a piece of it over another
                int length = random.nextInt(1 + Math.min(64, content.length / 2));
                System.arraycopy(
                        intact,
                        random.nextInt(content.length - length),
                        content,
                        random.nextInt(content.length - length),
                        length);
                return content;
            default: // some bytes anywhere
                for (int n = random.nextInt(3); n >= 0; n--) {
                    content[random.nextInt(content.length)] = (byte) random.nextInt();
                }
                return content;
        }
    }

    /** Mostly still a text of the same kind, with one to three changes. */
    static byte[] ofText(String intact, Random random) {
        if (random.nextInt(4) == 0) {
            return ofBytes(intact.getBytes(StandardCharsets.UTF_8), random);
        }
        String text = intact;
        for (int n = random.nextInt(3); n >= 0; n--) {
            text = random.nextBoolean() ? withOtherValue(text, random) : withOtherLines(text, random);
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A word, or a list's entry, becomes another one, or two, or very long. */
    private static String withOtherValue(String text, Random random) {
        int from = random.nextInt(text.length() + 1);
        while (from > 0 && isWord(text.charAt(from - 1))) {
            from--;
        }
        int to = from;
        while (to < text.length() && isWord(text.charAt(to))) {
            to++;
        }
        String word = text.substring(from, to);
        String value = VALUES[random.nextInt(VALUES.length)];
        String other = switch (random.nextInt(6)) {
            case 0 -> word + ", " + value;
            case 1 -> word + value;
            case 2 -> word.repeat(1 + random.nextInt(3000));
            case 3 -> "[".repeat(random.nextInt(3000)) + word;
            default -> value;
        };
        return text.substring(0, from) + other + text.substring(to);
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || "_.-+()".indexOf(c) >= 0;
    }

    /** A line goes, comes twice, moves, or changes its depth. */
    private static String withOtherLines(String text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int line = random.nextInt(lines.size());
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(line);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(line));
            case 2 -> lines.add(random.nextInt(lines.size()), lines.remove(line));
            default ->
                lines.set(line, " ".repeat(random.nextInt(8)) + lines.get(line).strip());
        }
        return String.join("\n", lines);
    }
}
