package dev.fathom.device;

/**
 * What is kept of a loss curve, taken in step by step. The convergence is that of Sohl-Dickstein 2024 (arXiv:2402.06184):
 * losses are relative to the first one, at most 10^6; where the mean of the last ones lies below 1 it is minus the sum of
 * all, which is small in size where training was fast; else it is the sum of the inverse losses, which is small where
 * training diverged fast.
 */
public final class LossDigest {
    private static final double MOST = 1e6;

    /** One part of so many is the end, by which the paper tells convergence: 20 steps of 500. */
    private static final int END = 25;

    private final int steps;
    private final double enough;
    private int taken;
    private double first;
    private double relativeSum;
    private double inverseSum;
    private double endSum;
    private double lastTenth;
    private int learnedAt = -1;

    /** @param enough the loss from which on the network counts as having learned */
    public LossDigest(int steps, double enough) {
        this.steps = steps;
        this.enough = enough;
    }

    /** A whole curve. */
    public static LossDigest of(float[] losses, double enough) {
        LossDigest digest = new LossDigest(losses.length, enough);
        for (float loss : losses) {
            digest.add(loss);
        }
        return digest;
    }

    public void add(double loss) {
        if (taken == 0) {
            first = loss;
        }
        double relative = relative(loss);
        relativeSum += relative;
        inverseSum += 1 / relative;
        if (taken >= steps - endSteps()) {
            endSum += relative;
        }
        if (taken >= steps - lastSteps()) {
            lastTenth += loss;
        }
        if (learnedAt < 0 && loss <= enough) {
            learnedAt = taken;
        }
        taken++;
    }

    /** All losses that are still to come are NaN. */
    public void neverAgain() {
        while (taken < steps) {
            add(Double.NaN);
        }
    }

    private double relative(double loss) {
        if (loss == first) {
            return Double.isFinite(loss) ? 1 : MOST;
        }
        double relative = loss / first;
        return relative <= MOST ? relative : MOST; // NaN too
    }

    private int endSteps() {
        return Math.max(1, steps / END);
    }

    private int lastSteps() {
        return Math.max(1, steps / 10);
    }

    /** Of the first minibatch, before any step. */
    public double first() {
        return first;
    }

    /** Mean over the last tenth of the minibatches; not finite where any of them is not. */
    public double last() {
        return lastTenth / lastSteps();
    }

    public boolean converged() {
        return endSum / endSteps() < 1;
    }

    /** See above: negative where training converged. */
    public double convergence() {
        return converged() ? -relativeSum : inverseSum;
    }

    /** The step whose loss was enough for the first time, -1 where none was. */
    public int learnedAt() {
        return learnedAt;
    }
}
