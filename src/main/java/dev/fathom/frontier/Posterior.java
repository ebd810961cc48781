package dev.fathom.frontier;

import java.util.Arrays;

/** What is known of one curve after some networks: weights over the curves of a design, which add up to 1. */
final class Posterior {
    /** Locations less probable than this have no say in what to ask next; the results remain correct without. */
    private static final double NEGLIGIBLE = 1e-6;

    private final Design design;
    private final double[][] weights;

    Posterior(Design design) {
        this.design = design;
        weights = new double[design.locations().length][design.slopes()];
        for (double[] row : weights) {
            Arrays.fill(row, 1.0 / (design.locations().length * design.slopes()));
        }
    }

    /** Bayes' rule. */
    void learn(double[][] likelihood) {
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights[i].length; j++) {
                weights[i][j] *= likelihood[i][j];
                total += weights[i][j];
            }
        }
        for (double[] row : weights) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= total;
            }
        }
    }

    /**
     * The information that a round would give about the location, in nats: the entropy of its result less the entropy that
     * remains where the location is known.
     *
     * @param likelihood by result, location and slope
     */
    double information(double[][][] likelihood) {
        double[] results = new double[likelihood.length];
        double known = 0;
        for (int i = 0; i < weights.length; i++) {
            double mass = mass(i);
            if (mass < NEGLIGIBLE) {
                continue;
            }
            for (int k = 0; k < likelihood.length; k++) {
                double joint = 0;
                for (int j = 0; j < weights[i].length; j++) {
                    joint += weights[i][j] * likelihood[k][i][j];
                }
                results[k] += joint;
                known += joint > 0 ? joint * Math.log(mass / joint) : 0;
            }
        }
        double entropy = 0;
        for (double result : results) {
            entropy -= result > 0 ? result * Math.log(result) : 0;
        }
        return entropy - known;
    }

    /** The depth below which the frontier lies with this probability. */
    double quantile(double probability) {
        double below = 0;
        int i = 0;
        double mass = mass(0);
        while (below + mass < probability && i < weights.length - 1) {
            below += mass;
            mass = mass(++i);
        }
        double part = Math.min(1, (probability - below) / mass);
        return Math.exp(design.locations()[i] + (part - 0.5) * design.step());
    }

    /** The slope in the middle, on a logarithmic scale. */
    double slope() {
        double mean = 0;
        for (double[] row : weights) {
            for (int j = 0; j < row.length; j++) {
                mean += row[j] * Math.log(design.slope(j));
            }
        }
        return Math.exp(mean);
    }

    private double mass(int location) {
        double mass = 0;
        for (double weight : weights[location]) {
            mass += weight;
        }
        return mass;
    }
}
