package dev.fathom.init;

/**
 * Philox4x32-10, a counter-based generator (Salmon et al. 2011): block i of a stream is a pure function of (key, i), so
 * that any element can be drawn on any device in any order. The layout is that of cuRAND's host API (cuRAND Library
 * Programming Guide, "Generator Options", legacy ordering): the 64-bit seed is the key; there are 65536 sequences, told
 * apart by the high half of the counter; each four values from one sequence are followed by four from the next. So
 * element i of a stream is word i mod 4 of block i / 4, and block b is place b / 65536 of sequence b mod 65536.
 *
 * @param key seed of the stream
 */
public record Philox(long key) {
    private static final int MULTIPLIER_0 = 0xD2511F53;
    private static final int MULTIPLIER_1 = 0xCD9E8D57;
    private static final int WEYL_0 = 0x9E3779B9;
    private static final int WEYL_1 = 0xBB67AE85;
    private static final int ROUNDS = 10;

    /** Words of one block. */
    public static final int BLOCK = 4;

    private static final long SEQUENCES = 1 << 16;

    private static final float TWO_POW_MINUS_32 = 0x1p-32f;
    private static final float TWO_POW_MINUS_33 = 0x1p-33f;
    private static final float TWO_PI_POW_MINUS_32 = (float) (2 * Math.PI * 0x1p-32);
    private static final float TWO_PI_POW_MINUS_33 = (float) (Math.PI * 0x1p-32);

    /** The stream of one purpose in one layer of one trial: a hash by the finalizer of SplitMix64 (Steele et al. 2014). */
    public static Philox of(long trialSeed, int layer, Purpose purpose) {
        return new Philox(key(trialSeed, layer, purpose));
    }

    /** The key of {@link #of}. */
    public static long key(long trialSeed, int layer, Purpose purpose) {
        long golden = 0x9E3779B97F4A7C15L;
        return mix(mix(mix(trialSeed + golden) + layer * golden) + (purpose.ordinal() + 1) * golden);
    }

    private static long mix(long z) {
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** Writes the four words of a block, as unsigned 32-bit numbers. */
    public void block(long index, int[] words) {
        block(key, index / SEQUENCES, index % SEQUENCES, words);
    }

    /** The bare function, with the 128-bit counter in two halves. */
    static void block(long key, long low, long high, int[] words) {
        int x = (int) low;
        int y = (int) (low >>> 32);
        int z = (int) high;
        int w = (int) (high >>> 32);
        int k0 = (int) key;
        int k1 = (int) (key >>> 32);
        for (int round = 0; round < ROUNDS; round++) {
            long p0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (x & 0xFFFFFFFFL);
            long p1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (z & 0xFFFFFFFFL);
            x = (int) (p1 >>> 32) ^ y ^ k0;
            y = (int) p1;
            z = (int) (p0 >>> 32) ^ w ^ k1;
            w = (int) p0;
            k0 += WEYL_0;
            k1 += WEYL_1;
        }
        words[0] = x;
        words[1] = y;
        words[2] = z;
        words[3] = w;
    }

    /** A word as cuRAND makes it a uniform number in (0, 1]. */
    static float uniform(int word) {
        return unsigned(word) * TWO_POW_MINUS_32 + TWO_POW_MINUS_33;
    }

    private static float unsigned(int word) {
        return (float) (word & 0xFFFFFFFFL);
    }

    /** Uniform numbers of the stream from its start, in (0, 1]. */
    public void uniforms(float[] out) {
        int[] words = new int[BLOCK];
        for (int i = 0; i < out.length; i++) {
            if (i % BLOCK == 0) {
                block(i / BLOCK, words);
            }
            out[i] = uniform(words[i % BLOCK]);
        }
    }

    /**
     * Standard normal numbers by Box and Muller, in cuRAND's order: a pair of words gives the sine, then the cosine. The
     * arguments are float32 as there; logarithm and sine are float64 here, so that results may differ in the last bits.
     */
    public void normals(float[] out) {
        int[] words = new int[BLOCK];
        for (int i = 0; i < out.length; i += 2) {
            if (i % BLOCK == 0) {
                block(i / BLOCK, words);
            }
            float u = uniform(words[i % BLOCK]);
            float angle = Math.fma(unsigned(words[i % BLOCK + 1]), TWO_PI_POW_MINUS_32, TWO_PI_POW_MINUS_33);
            double radius = Math.sqrt(-2 * Math.log(u));
            out[i] = (float) (radius * Math.sin(angle));
            if (i + 1 < out.length) {
                out[i + 1] = (float) (radius * Math.cos(angle));
            }
        }
    }
}
