package dev.fathom.report;

import dev.fathom.engine.LayerStatistics;
import dev.fathom.sweep.TrialResult;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Signal propagation at initialization: what the networks of one cell show in each layer, beside theory. */
final class Signals {
    private final int points;
    private final Predictions predictions;

    /** @param points layers shown of a deep network, the first and the last among them */
    Signals(int points, Predictions predictions) {
        this.points = points;
        this.predictions = predictions;
    }

    /** Puts {@code layers}, one curve for each quantity, and {@code theory}. */
    void into(ObjectNode node, Cell cell) {
        List<List<LayerStatistics>> networks = cell.networks().stream()
                .filter(trial -> !trial.layers().isEmpty())
                .map(Signals::atInitialization)
                .filter(layers -> !layers.isEmpty())
                .toList();
        if (networks.isEmpty()) {
            return;
        }
        int[] chosen = choose(networks.stream().mapToInt(List::size).min().orElseThrow());
        ArrayNode layers = node.putArray("layers");
        for (int index : chosen) {
            layers.add(networks.get(0).get(index).layer());
        }
        for (Quantity quantity : Quantity.values()) {
            Spread spread = new Spread();
            for (int index : chosen) {
                spread.add(networks.stream()
                        .mapToDouble(network -> quantity.of(network, index))
                        .toArray());
            }
            spread.into(node, quantity.key());
        }
        theory(node, cell, networks.get(0), chosen);
    }

    private void theory(ObjectNode node, Cell cell, List<LayerStatistics> layers, int[] chosen) {
        List<Prediction> predicted = predictions.of(cell.trials().get(0).trial());
        if (predicted.isEmpty()) {
            return;
        }
        ObjectNode theory = node.putObject("theory");
        ArrayNode activation = theory.putArray(Quantity.ACTIVATION.key());
        ArrayNode gradient = theory.putArray(Quantity.GRADIENT.key());
        for (int index : chosen) {
            int layer = layers.get(index).layer();
            Prediction prediction = predicted.stream()
                    .filter(p -> p.layer() == layer)
                    .findFirst()
                    .orElse(new Prediction(layer, Double.NaN, Double.NaN));
            Json.add(activation, prediction.log10Activation());
            Json.add(gradient, prediction.log10GradientRatio());
        }
    }

    /** Evenly spread indexes, both ends and the last hidden layer included. */
    private int[] choose(int layers) {
        if (layers <= points) {
            return java.util.stream.IntStream.range(0, layers).toArray();
        }
        java.util.TreeSet<Integer> chosen = new java.util.TreeSet<>(List.of(layers - 2, layers - 1));
        for (int i = 0; i < points; i++) {
            chosen.add((int) Math.round((double) i * (layers - 1) / (points - 1)));
        }
        return chosen.stream().mapToInt(Integer::intValue).toArray();
    }

    private static List<LayerStatistics> atInitialization(TrialResult trial) {
        return trial.layers().get(trial.layers().firstKey());
    }
}
