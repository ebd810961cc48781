package dev.fathom.data;

import java.util.Random;

/** The order in which training visits the samples. */
public final class Minibatches {
    private Minibatches() {}

    /**
     * Epochs of Fisher-Yates permutations one after another, cut into consecutive minibatches. An epoch that does not
     * end with a minibatch runs on into the next, so every {@code samples} entries visit each sample once. The same
     * arguments give the same order on every machine, and more steps only append to it.
     *
     * @param samples number of samples, at least 1
     * @param batch samples of a minibatch, at least 1; may exceed {@code samples}
     * @param steps number of minibatches, at least 0
     * @param seed chooses the permutations
     * @return positions of samples, row-major (steps, batch)
     * @throws IllegalArgumentException for numbers below these or an order of more than 2^31 - 9 entries
     */
    public static int[] order(int samples, int batch, int steps, long seed) {
        if (samples < 1 || batch < 1 || steps < 0 || (long) batch * steps > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "no order of " + steps + " minibatches of " + batch + " from " + samples + " samples");
        }
        Random random = new Random(seed);
        int[] order = new int[batch * steps];
        int[] epoch = new int[samples];
        for (int start = 0; start < order.length; start += samples) {
            shuffle(epoch, random);
            int length = Math.min(samples, order.length - start);
            System.arraycopy(epoch, 0, order, start, length);
            if (length < samples) {
                break;
            }
        }
        return order;
    }

    /** Fills the array with a random permutation of its positions. */
    static void shuffle(int[] permutation, Random random) {
        for (int i = 0; i < permutation.length; i++) {
            int j = random.nextInt(i + 1);
            permutation[i] = permutation[j];
            permutation[j] = i;
        }
    }
}
