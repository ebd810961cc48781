package dev.fathom.selftest;

/**
 * How large an exercise is.
 *
 * @param batch rows of a minibatch, B
 * @param inputs fan_in of a layer, n
 * @param units fan_out, m
 */
record Dimensions(int trials, int batch, int inputs, int units) {
    /** No dimension is a multiple of a tile, a warp or a word. */
    static final Dimensions RAGGED = new Dimensions(5, 37, 45, 71);

    /** A usual layer, for cohorts of any size. */
    static Dimensions regular(int trials) {
        return new Dimensions(trials, 128, 256, 256);
    }

    /** Elements of one (B, m) matrix per trial. */
    double elements() {
        return (double) trials * batch * units;
    }

    /** Elements of one (n, m) matrix per trial. */
    double weights() {
        return (double) trials * inputs * units;
    }

    @Override
    public String toString() {
        return trials + " x (" + batch + ", " + inputs + ", " + units + ")";
    }
}
