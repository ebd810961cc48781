package dev.fathom.atlas;

import java.util.List;

/**
 * How networks are trained for a claim; a network trains if it does with one of the learning rates.
 *
 * @param seeds independent networks
 */
public record Recipe(List<Double> rates, int steps, int batch, String optimizer, int seeds) {
    public static Recipe sgd(int steps, int seeds, Double... rates) {
        return new Recipe(List.of(rates), steps, 64, "sgd", seeds);
    }

    static Recipe momentum(int steps, int seeds, Double... rates) {
        return new Recipe(List.of(rates), steps, 64, "momentum", seeds);
    }
}
