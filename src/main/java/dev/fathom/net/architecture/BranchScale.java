package dev.fathom.net.architecture;

/**
 * The factor on a residual branch: a number, a power of the depth, or both multiplied.
 *
 * @param factor the number
 * @param power of the number of blocks, 0 for none
 */
public record BranchScale(float factor, float power) {
    private static final String DEPTH = "depth^";

    public BranchScale {
        if (!Float.isFinite(factor) || !Float.isFinite(power)) {
            throw new IllegalArgumentException("the branch scale must be finite, got " + factor + " and " + power);
        }
    }

    public static BranchScale of(float factor) {
        return new BranchScale(factor, 0);
    }

    /** {@code 0.1}, {@code depth^-0.5}, {@code 0.1*depth^-0.5}. */
    static BranchScale parse(String text) {
        int power = text.indexOf(DEPTH);
        try {
            if (power < 0) {
                return of(Float.parseFloat(text));
            }
            String factor = power == 0 ? "1*" : text.substring(0, power);
            return new BranchScale(
                    Float.parseFloat(factor.substring(0, factor.length() - 1)),
                    Float.parseFloat(text.substring(power + DEPTH.length())));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the branch scale of '" + text
                    + "' is not a number: write one, or a power of the depth such as depth^-0.5");
        }
    }

    BranchScale times(double other) {
        return new BranchScale((float) (factor * other), power);
    }

    /** @param depth blocks of the network */
    public float at(int depth) {
        return power == 0 ? factor : (float) (factor * Math.pow(depth, power));
    }

    @Override
    public String toString() {
        String depth = DEPTH + Float.toString(power).replaceAll("\\.0$", "");
        String scaled = factor == 1 ? depth : factor + "*" + depth;
        return power == 0 ? String.valueOf(factor) : scaled;
    }
}
