package dev.fathom.model;

import dev.fathom.engine.network.Weights;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the dense layers of a network under the names of an {@code nn.Sequential} of Linear and activation in turn
 * ({@code 0.weight}, {@code 0.bias}, {@code 2.weight}, ...) or of Keras's layers ({@code 0.kernel}, {@code 0.bias},
 * {@code 1.kernel}, ...). Kernels are those of {@code nn.Conv2d} or {@code Conv2D}; behind the last of them stand
 * {@code nn.AdaptiveAvgPool2d(1)} and {@code nn.Flatten()}, or {@code GlobalAveragePooling2D()}.
 */
public final class ModelWriter {
    private ModelWriter() {}

    /**
     * @param metadata what safetensors is to keep beside the arrays
     * @return the files written
     */
    public static List<Path> write(Path file, Weights weights, Layout layout, Map<String, String> metadata) {
        requireKnown(file);
        List<Array> arrays = new ArrayList<>();
        for (int i = 0; i < weights.layers().size(); i++) {
            Weights.Dense layer = weights.layers().get(i);
            boolean behindMean = layer.side() == 0 && weights.layers().get(0).side() > 0;
            int place = behindMean ? i + 1 : i; // the mean over positions and its flattening are modules too
            arrays.add(new Array(layout.weights(place), shape(layer, layout), values(layer, layout)));
            arrays.add(new Array(layout.biases(place), List.of(layer.fanOut()), layer.biases()));
        }
        Map<String, String> words = new LinkedHashMap<>();
        words.put("format", "pt"); // what Python's readers ask for
        words.put("layout", layout.name());
        words.putAll(metadata);
        return ArrayFiles.write(file, arrays, words);
    }

    private static List<Integer> shape(Weights.Dense layer, Layout layout) {
        int in = layer.fanIn();
        int out = layer.fanOut();
        int side = layer.side();
        if (side == 0) {
            return layout == Layout.keras ? List.of(in, out) : List.of(out, in);
        }
        int channels = in / (side * side);
        return layout == Layout.keras ? List.of(side, side, channels, out) : List.of(out, channels, side, side);
    }

    /** A kernel's rows go line by line, position by position, channel by channel; PyTorch's by channel first. */
    private static float[] values(Weights.Dense layer, Layout layout) {
        float[] turned = layout.turned(layer.weights(), layer.fanIn(), layer.fanOut());
        if (layer.side() == 0 || layout == Layout.keras) {
            return turned;
        }
        int area = layer.side() * layer.side();
        int channels = layer.fanIn() / area;
        float[] values = new float[turned.length];
        for (int i = 0; i < values.length; i++) {
            int unit = i / layer.fanIn();
            int channel = i / area % channels;
            values[i] = turned[unit * layer.fanIn() + i % area * channels + channel];
        }
        return values;
    }

    /**
     * Finds out before the work whether the weights of so many layers can be kept.
     *
     * @throws IllegalArgumentException where they cannot
     */
    public static void check(Path file, Layout layout, int layers) {
        requireKnown(file);
        List<String> names = IntStream.range(0, layers)
                .boxed()
                .flatMap(i -> Stream.of(layout.weights(i), layout.biases(i)))
                .toList();
        ArrayFiles.check(file, names);
    }

    private static void requireKnown(Path file) {
        if (!ArrayFiles.knows(file)) {
            throw new IllegalArgumentException(file + ": weights go to a file that ends in .safetensors, .npz or .npy");
        }
    }
}
