package dev.fathom.lint;

/**
 * Inputs and outputs of a tensor that multiplies; 0 where it does not.
 *
 * @param in numbers that each output sums
 * @param out outputs that each input reaches
 */
public record Fans(int in, int out) {
    static final Fans NONE = new Fans(0, 0);

    boolean known() {
        return in > 0 && out > 0;
    }
}
