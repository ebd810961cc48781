package dev.fathom.init;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text behind the library that it belongs to: {@code torch:normal_}.
 *
 * @param libraries none where the text names none
 */
public record Prefixed(List<String> libraries, String rest) {
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z]\\w*)\\s*:(?!=)\\s*(.*)");

    /** @throws IllegalArgumentException for a library that Fathom does not know */
    public static Prefixed of(String text) {
        Matcher prefix = PREFIX.matcher(text);
        return prefix.matches()
                ? new Prefixed(Modules.ofPrefix(prefix.group(1)), prefix.group(2))
                : new Prefixed(List.of(), text);
    }
}
