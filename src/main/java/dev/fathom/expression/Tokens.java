package dev.fathom.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words, numbers and signs of one text. */
final class Tokens {
    enum Kind {
        NUMBER,
        WORD,
        TEXT,
        SIGN,
        END
    }

    /** @param from, to its place in the text */
    record Token(Kind kind, String text, int from, int to) {}

    private static final Pattern TOKEN = Pattern.compile("\\s*(?:"
            + "(?<number>(?:\\d[\\d_]*(?:\\.\\d*)?|\\.\\d+)(?:[eE][-+]?\\d+)?[fFdD]?(?![\\w.]))"
            + "|(?<word>[\\p{L}_][\\w\\p{L}]*)"
            + "|(?<text>\"(?:[^\"\\\\]|\\\\.)*+\"|'(?:[^'\\\\]|\\\\.)*+')"
            + "|(?<sign>\\*\\*|[-+*/^(){}\\[\\],:=.]))");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    Tokens(String text) {
        this.text = text;
        Matcher matcher = TOKEN.matcher(text);
        int at = 0;
        while (matcher.region(at, text.length()).lookingAt()) {
            at = matcher.end();
            for (Kind kind : List.of(Kind.NUMBER, Kind.WORD, Kind.TEXT, Kind.SIGN)) {
                String group = kind.name().toLowerCase(java.util.Locale.ROOT);
                if (matcher.group(group) != null) {
                    tokens.add(new Token(kind, matcher.group(group), matcher.start(group), at));
                }
            }
        }
        if (!text.substring(at).isBlank()) {
            throw unreadable(text.substring(at).strip());
        }
        tokens.add(new Token(Kind.END, "", text.length(), text.length()));
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        return tokens.get(next < tokens.size() - 1 ? next++ : next);
    }

    boolean at(String sign) {
        return peek().kind() == Kind.SIGN && peek().text().equals(sign);
    }

    boolean follows(int ahead, String sign) {
        int place = Math.min(next + ahead, tokens.size() - 1);
        return tokens.get(place).kind() == Kind.SIGN && tokens.get(place).text().equals(sign);
    }

    /** Takes the sign where it is next. */
    boolean takes(String sign) {
        if (at(sign)) {
            take();
            return true;
        }
        return false;
    }

    void require(String sign) {
        if (!takes(sign)) {
            throw unexpected();
        }
    }

    /** The text from a token to what was taken last. */
    String since(Token first) {
        return text.substring(first.from(), tokens.get(Math.max(0, next - 1)).to());
    }

    IllegalArgumentException unexpected() {
        return peek().kind() == Kind.END
                ? new IllegalArgumentException("cannot read '" + text + "': it ends too early")
                : unreadable(text.substring(peek().from()));
    }

    private IllegalArgumentException unreadable(String rest) {
        return new IllegalArgumentException("cannot read '" + text + "'"
                + (rest.equals(text) ? "" : " from '" + rest + "' on") + ": write NAME or NAME(KEY=VALUE, ...)");
    }

    IllegalArgumentException fault(String what) {
        return new IllegalArgumentException("in '" + text + "' " + what);
    }
}
