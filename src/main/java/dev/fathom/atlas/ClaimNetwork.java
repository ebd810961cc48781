package dev.fathom.atlas;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;

/**
 * A configuration that a claim speaks of; widths are uniform.
 *
 * @param initializer, activation, architecture as users spell them
 */
public record ClaimNetwork(
        String initializer, String activation, String architecture, double biasStd, int depth, int width) {
    public static ClaimNetwork plain(String initializer, String activation, int depth, int width) {
        return new ClaimNetwork(initializer, activation, "plain", 0, depth, width);
    }

    static ClaimNetwork residual(String initializer, String activation, int depth, int width) {
        return new ClaimNetwork(initializer, activation, "residual", 0, depth, width);
    }

    public ClaimNetwork biased(double std) {
        return new ClaimNetwork(initializer, activation, architecture, std, depth, width);
    }

    public TrialSetup setup(double learningRate, long seed) {
        return new TrialSetup(
                Initializers.parse(initializer),
                1,
                (float) biasStd,
                Activations.parse(activation),
                (float) learningRate,
                seed);
    }

    public Architecture ties() {
        return Architecture.parse(architecture);
    }

    @Override
    public String toString() {
        return initializer + ", " + activation + ", " + (architecture.equals("plain") ? "" : architecture + ", ")
                + "depth " + depth + ", width " + width;
    }
}
