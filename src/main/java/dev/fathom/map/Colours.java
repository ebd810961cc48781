package dev.fathom.map;

import dev.fathom.sweep.TrialFate;

/**
 * The colours of a map: 256 of them, by what is shown. Values are coloured by their rank among all pixels, as the paper on
 * the fractal does, so that every shade covers as much of the map; both ramps are palest where they meet.
 */
public final class Colours {
    static final int UNKNOWN = 0;
    static final int PAPER = 1;
    static final int INK = 2;
    private static final int FIRST = 8;
    private static final int RAMP = 120;
    private static final int SECOND = FIRST + RAMP;

    private static final int[] BLUES = {0x081d58, 0x225ea8, 0x41b6c4, 0xe8f6f3};
    private static final int[] REDS = {0x4d0a12, 0xa61e1e, 0xf08048, 0xfff1d6};
    private static final int[] VERDICTS = {0x7a1f2b, 0xe07b39, 0x1e6f5c, 0x8cc6a5, 0x39518f, 0xb9bec7};

    private final What what;
    private final long[][] ranks = new long[2][1 << 16];

    public Colours(What what) {
        this.what = what;
    }

    /** Takes a pixel into the ranking. */
    void count(TrialFate fate) {
        ranks[what.onSecond(fate) ? 1 : 0][bin(what.value(fate))]++;
    }

    /** Ends the counting: ranks become sums. */
    void rank() {
        for (long[] ramp : ranks) {
            for (int i = 1; i < ramp.length; i++) {
                ramp[i] += ramp[i - 1];
            }
        }
    }

    /** Bits of a float that is not negative are in its order. */
    private static int bin(double value) {
        return Float.floatToIntBits((float) value) >>> 15;
    }

    /** The place of a pixel's colour in the palette. */
    int of(TrialFate fate) {
        if (what == What.verdict) {
            return FIRST + fate.verdict().ordinal();
        }
        int ramp = what.onSecond(fate) ? 1 : 0;
        double value = what.value(fate);
        double share = value;
        if (what.ranked()) {
            long[] sums = ranks[ramp];
            int bin = bin(value);
            share = bin == 0 ? 0 : (double) sums[bin - 1] / Math.max(1, sums[sums.length - 1]);
        }
        return (ramp == 0 ? FIRST : SECOND) + (int) Math.min(RAMP - 1, Math.max(0, share * RAMP));
    }

    /** The place of a share of a ramp, for the legend. */
    static int onRamp(int ramp, double share) {
        return (ramp == 0 ? FIRST : SECOND) + (int) Math.min(RAMP - 1, share * RAMP);
    }

    static int ofVerdict(int ordinal) {
        return FIRST + ordinal;
    }

    /** All colours as 0xRRGGBB. */
    int[] palette() {
        int[] palette = new int[256];
        palette[UNKNOWN] = 0xd7d9dc;
        palette[PAPER] = 0xffffff;
        palette[INK] = 0x1c2127;
        for (int i = 0; i < RAMP; i++) {
            double share = i / (RAMP - 1.0);
            palette[FIRST + i] = between(BLUES, what == What.convergence ? share : 1 - share);
            palette[SECOND + i] = between(REDS, share);
        }
        for (int i = 0; i < VERDICTS.length && what == What.verdict; i++) {
            palette[FIRST + i] = VERDICTS[i];
        }
        return palette;
    }

    private static int between(int[] anchors, double share) {
        double place = share * (anchors.length - 1);
        int from = (int) Math.min(anchors.length - 2, place);
        double part = place - from;
        int colour = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int low = anchors[from] >> shift & 255;
            int high = anchors[from + 1] >> shift & 255;
            colour |= (int) Math.round(low + part * (high - low)) << shift;
        }
        return colour;
    }
}
