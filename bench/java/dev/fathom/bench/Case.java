package dev.fathom.bench;

import dev.fathom.net.architecture.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One cohort to train.
 *
 * @param first seed of the first trial; the others follow
 */
record Case(String activation, int depth, int width, int trials, int first) {
    static final int INPUTS = 784;
    static final int CLASSES = 10;
    static final int BATCH = 128;

    /** Floating-point operations of one round of Fathom's: a tenth of a second on two cores. */
    private static final double ROUND = 3e10;

    /** Weights and activations that a process may hold, in bytes: four of Fathom's stand beside each other. */
    private static final double MEMORY = 1e9;

    /** Floating-point operations of one step of a cohort: more trials of large networks tell nothing more. */
    private static final double STEP = 3e10;

    /** Networks whose losses are compared. */
    static final int COMPARED_TRIALS = 2;

    /** {@code tanh 30 64 8}, as on the command line, and the seed of the first trial if it is not 0. */
    static Case parse(String text) {
        String[] words = text.trim().split("\\s+");
        if (words.length < 4 || words.length > 5) {
            throw new IllegalArgumentException("a case is 'ACTIVATION DEPTH WIDTH TRIALS', got '" + text + "'");
        }
        return new Case(
                words[0],
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                words.length == 5 ? Integer.parseInt(words[4]) : 0);
    }

    /** The acceptance of first light. */
    static List<Case> quick() {
        return List.of(new Case("tanh", 30, 64, 8, 0), new Case("tanh", 30, 256, 8, 0));
    }

    /**
     * Every depth and width, with fewer trials where so many would not fit into memory or take seconds for a step, and
     * without those of which two do not fit: 100 layers of 1024.
     */
    static List<Case> all(int trials) {
        List<Case> cases = new ArrayList<>();
        for (String activation : List.of("tanh", "relu")) {
            for (int width : new int[] {64, 128, 256, 512, 1024}) {
                for (int depth : new int[] {10, 30, 100}) {
                    Case single = new Case(activation, depth, width, 1, 0);
                    if (2 * single.bytes() <= MEMORY) {
                        double fit = Math.min(MEMORY / single.bytes(), STEP / single.flops());
                        int even = Math.max(2, (int) (fit / 2) * 2);
                        cases.add(new Case(activation, depth, width, Math.min(trials, even), 0));
                    }
                }
            }
        }
        return cases;
    }

    Shape shape() {
        return Shape.uniform(INPUTS, depth, width, CLASSES);
    }

    /** Trials {@code from} to {@code to} of this cohort. */
    Case part(int from, int to) {
        return new Case(activation, depth, width, to - from, first + from);
    }

    /** The first of the trials. */
    Case sample(int networks) {
        return part(0, Math.min(trials, networks));
    }

    /** Those whose losses are compared. */
    Case compared() {
        return sample(COMPARED_TRIALS);
    }

    /** Steps of one round, the same for everyone. */
    int steps() {
        return (int) Math.max(1, Math.min(200, ROUND / flops()));
    }

    /** A peer's, which are slower: their time is multiplied. */
    int peerSteps() {
        return Math.max(1, steps() / 10);
    }

    private double weights() {
        return (double) INPUTS * width + (depth - 1.0) * width * width + width * (double) CLASSES;
    }

    /** Whether a step of it takes longer than a cohort's should. */
    boolean large() {
        return flops() > STEP;
    }

    /** Of one step. */
    private double flops() {
        return 6.0 * BATCH * weights() * trials;
    }

    private double bytes() {
        return 4.0 * trials * (weights() + 2.0 * depth * BATCH * width);
    }

    @Override
    public String toString() {
        String base = activation + " " + depth + " " + width + " " + trials;
        return first == 0 ? base : base + " " + first;
    }
}
