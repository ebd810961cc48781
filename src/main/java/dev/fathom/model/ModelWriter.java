package dev.fathom.model;

import dev.fathom.engine.Weights;
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
 * {@code 1.kernel}, ...).
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
            int in = layer.fanIn();
            int out = layer.fanOut();
            List<Integer> shape = layout == Layout.keras ? List.of(in, out) : List.of(out, in);
            arrays.add(new Array(layout.weights(i), shape, layout.turned(layer.weights(), in, out)));
            arrays.add(new Array(layout.biases(i), List.of(out), layer.biases()));
        }
        Map<String, String> words = new LinkedHashMap<>();
        words.put("format", "pt"); // what Python's readers ask for
        words.put("layout", layout.name());
        words.putAll(metadata);
        return ArrayFiles.write(file, arrays, words);
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
