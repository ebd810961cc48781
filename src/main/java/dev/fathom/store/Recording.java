package dev.fathom.store;

import dev.fathom.engine.LayerStatistics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A run of another program, recorded while it trained.
 *
 * @param name as its user calls it
 * @param model class of the model
 * @param facts what else is known of it, in words, by what it is
 * @param layers in the order in which the model calls them; a layer's number is its place, from 1
 * @param losses by step, as far as they were seen
 */
public record Recording(
        String name,
        String model,
        Map<String, String> facts,
        List<Layer> layers,
        SortedMap<Integer, Double> losses,
        SortedMap<Integer, List<Row>> steps) {
    /**
     * One of the model's modules.
     *
     * @param kind class of the module, such as Linear
     * @param shape of its weights; empty where it has none of its own
     * @param activation function that is applied to its output; empty where none was seen
     */
    public record Layer(int number, String name, String kind, List<Long> shape, String activation) {}

    /**
     * What a layer showed at a step.
     *
     * @param updateRatio root mean square of the update over that of the weights; NaN without weights
     */
    public record Row(LayerStatistics statistics, double updateRatio) {}
}
