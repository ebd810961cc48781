package dev.fathom.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a name says of its array.
 *
 * @param layer whatever names the layer: {@code 0.weight} and {@code 0.bias} have one in common, {@code W1} and {@code b1} too
 */
record ArrayName(String layer, Kind kind) {
    enum Kind {
        /** Weights as torch names them. */
        WEIGHT,
        /** Weights as Keras and Flax name them. */
        KERNEL,
        BIAS,
        UNSAID
    }

    private static final Pattern NAME =
            Pattern.compile("(?i)^(|.*[^a-z])(?:(weights?|w)|(kernel)|(bias(?:es)?|b))(\\d*)(?::0)?$");

    static ArrayName of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return new ArrayName(name, Kind.UNSAID);
        }
        Kind kind = matcher.group(2) != null ? Kind.WEIGHT : matcher.group(3) != null ? Kind.KERNEL : Kind.BIAS;
        return new ArrayName(matcher.group(1) + matcher.group(5), kind);
    }
}
