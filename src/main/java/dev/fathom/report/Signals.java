package dev.fathom.report;

import dev.fathom.report.recomputed.Prediction;
import dev.fathom.report.recomputed.Predictions;
import dev.fathom.report.results.Cell;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.Quantity;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    /** Puts {@code layers}, one curve for each quantity, {@code theory}, and {@code off} where the two disagree. */
    void into(ObjectNode node, Cell cell) {
        List<FinishedTrial> networks = cell.networks().stream()
                .filter(trial -> trial.layers().length > 0)
                .toList();
        if (networks.isEmpty()) {
            return;
        }
        int[] numbers = networks.get(0).layers();
        int[] chosen = FinishedTrial.spreadOverLayers(numbers.length, points);
        ArrayNode layers = node.putArray("layers");
        IntStream.of(chosen).forEach(index -> layers.add(numbers[index]));
        for (Quantity quantity : Quantity.values()) {
            Spread spread = new Spread();
            for (int index : chosen) {
                spread.add(values(networks, quantity, index));
            }
            spread.into(node, quantity.key());
        }
        List<Prediction> predicted = predicted(cell, numbers);
        if (!predicted.isEmpty()) {
            theory(node, chosen, predicted);
            disagreement(node, networks, numbers, predicted);
        }
    }

    private static void disagreement(
            ObjectNode node, List<FinishedTrial> networks, int[] numbers, List<Prediction> predicted) {
        int anchor = anchor(predicted);
        node.put("seeds", networks.size());
        ObjectNode off = node.putObject("off");
        off(
                off.putArray(Quantity.ACTIVATION.key()),
                numbers,
                index -> values(networks, Quantity.ACTIVATION, index),
                index -> predicted.get(index).log10Activation());
        off(
                off.putArray(Quantity.GRADIENT.key()),
                numbers,
                index -> ratios(networks, index, anchor),
                index -> predicted.get(index).log10GradientRatio());
    }

    private static double[] values(List<FinishedTrial> networks, Quantity quantity, int index) {
        return networks.stream()
                .mapToDouble(network -> network.signal(quantity)[index])
                .toArray();
    }

    /** One prediction for each kept layer, of NaN where theory has none; or nothing at all. */
    private List<Prediction> predicted(Cell cell, int[] numbers) {
        Map<Integer, Prediction> byLayer = predictions.of(cell.trials().get(0).trial()).stream()
                .collect(Collectors.toMap(Prediction::layer, Function.identity()));
        if (byLayer.isEmpty()) {
            return List.of();
        }
        return IntStream.of(numbers)
                .mapToObj(layer -> byLayer.getOrDefault(layer, new Prediction(layer, Double.NaN, Double.NaN)))
                .toList();
    }

    private static void theory(ObjectNode node, int[] chosen, List<Prediction> predicted) {
        ObjectNode theory = node.putObject("theory");
        ArrayNode activation = theory.putArray(Quantity.ACTIVATION.key());
        ArrayNode gradient = theory.putArray(Quantity.GRADIENT.key());
        for (int index : chosen) {
            ScriptJson.add(activation, predicted.get(index).log10Activation());
            ScriptJson.add(gradient, predicted.get(index).log10GradientRatio());
        }
    }

    /** The layers at which the mean over networks lies off theory, by {@link Spread#disagrees}. */
    private static void off(
            ArrayNode off, int[] numbers, IntFunction<double[]> measured, IntToDoubleFunction predicted) {
        for (int index = 0; index < numbers.length; index++) {
            if (Spread.disagrees(
                    measured.apply(index), Math.pow(10, predicted.applyAsDouble(index)), 2 * numbers.length)) {
                off.add(numbers[index]);
            }
        }
    }

    /** Gradients relative to the last layer that theory knows, as its ratios are; there they are 1 by definition. */
    private static double[] ratios(List<FinishedTrial> networks, int index, int anchor) {
        return networks.stream()
                .map(network -> network.signal(Quantity.GRADIENT))
                .mapToDouble(gradient -> index == anchor ? Double.NaN : gradient[index] / gradient[anchor])
                .toArray();
    }

    private static int anchor(List<Prediction> predicted) {
        return IntStream.range(0, predicted.size())
                .filter(index -> !Double.isNaN(predicted.get(index).log10GradientRatio()))
                .max()
                .orElse(0);
    }
}
