package dev.fathom.model;

import dev.fathom.engine.network.Weights;
import java.util.List;
import java.util.Map;

/**
 * The dense layers of somebody's model.
 *
 * @param names of the arrays that hold each layer's weights
 * @param layout how the file has them
 * @param evidence why it is read so
 * @param skipped arrays that are not part of a dense layer, with type and shape
 * @param metadata what the file says of itself
 */
public record Model(
        Weights weights,
        List<String> names,
        Layout layout,
        String evidence,
        List<String> skipped,
        Map<String, String> metadata) {
    public Model {
        names = List.copyOf(names);
        skipped = List.copyOf(skipped);
        metadata = Map.copyOf(metadata);
    }

    /** Whether the last layer is an output layer: where the file does not say, it is, if there is a layer before it. */
    public boolean readout() {
        String said = metadata.get("output_layer");
        return weights.layers().size() > 1 && (said == null || Boolean.parseBoolean(said));
    }
}
