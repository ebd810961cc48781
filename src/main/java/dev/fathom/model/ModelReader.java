package dev.fathom.model;

import dev.fathom.engine.Weights;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFile;
import dev.fathom.formats.ArrayFiles;
import dev.fathom.formats.NaturalOrder;
import dev.fathom.model.ArrayName.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the dense layers among the arrays of a file: matrices, in the natural order of their names, each with the vector of
 * its name as bias. Files given one by one, and arrays whose names say nothing ({@code arr_0}), count in their order.
 */
public final class ModelReader {
    private final Path place;
    private final List<Stored> layers = new ArrayList<>();
    private final List<String> skipped = new ArrayList<>();

    private ModelReader(Path place) {
        this.place = place;
    }

    /**
     * @param files one model file or folder, or several npy files in order
     * @param layout nullable: then shapes decide, and where they leave both ways open, names
     * @throws IllegalArgumentException where there is no chain of dense layers, or it is open which way they are stored
     */
    public static Model read(List<Path> files, Layout layout) {
        ArrayFile file = ArrayFiles.read(
                files,
                header -> header.shape().size() <= 2
                        && !header.shape().isEmpty()
                        && header.shape().stream().allMatch(size -> size > 0));
        return new ModelReader(files.get(0)).model(file, files.size() > 1, layout);
    }

    private Model model(ArrayFile file, boolean ordered, Layout asked) {
        List<Array> arrays = new ArrayList<>(file.arrays());
        if (!ordered) {
            arrays.sort(Comparator.comparing(Array::name, NaturalOrder.INSTANCE));
        }
        file.others().forEach(header -> skipped.add(header.toString()));
        pair(arrays);
        if (layers.isEmpty()) {
            throw complaint("holds no matrix of floating-point numbers, and so no dense layer"
                    + (skipped.isEmpty() ? "" : "; it holds " + String.join(", ", skipped)));
        }
        Chain chain = new Chain(place, layers);
        Optional<Layout> said =
                Optional.ofNullable(file.metadata().get("layout")).map(this::layout);
        Chain.Reading reading = chain.read(asked, said);
        return new Model(
                new Weights(layers.stream().map(l -> l.dense(reading.layout())).toList()),
                layers.stream().map(l -> l.matrix().name()).toList(),
                reading.layout(),
                reading.evidence(),
                skipped,
                file.metadata());
    }

    private Layout layout(String word) {
        try {
            return Layout.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw complaint("its metadata name the layout '" + word + "': it is torch or keras");
        }
    }

    private void pair(List<Array> arrays) {
        for (Array array : arrays) {
            if (array.shape().size() == 2) {
                layers.add(new Stored(array));
            }
        }
        Stored last = null;
        for (Array array : arrays) {
            if (array.shape().size() == 2) {
                last = layers.stream()
                        .filter(l -> l.matrix() == array)
                        .findFirst()
                        .orElseThrow();
                continue;
            }
            ArrayName name = ArrayName.of(array.name());
            Stored owner = name.role() == Role.BIAS ? named(name.layer()) : name.role() == Role.UNSAID ? last : null;
            if (owner == null || !owner.takes(array)) {
                skipped.add(header(array));
            }
        }
    }

    private Stored named(String layer) {
        return layers.stream()
                .filter(l -> l.name().layer().equals(layer))
                .findFirst()
                .orElse(null);
    }

    private static String header(Array array) {
        List<Long> shape = array.shape().stream().map(Integer::longValue).toList();
        return new Array.Header(array.name(), "vector", shape).toString();
    }

    private IllegalArgumentException complaint(String what) {
        return new IllegalArgumentException(place + ": " + what);
    }

    /** A matrix as the file has it, and its bias once found. */
    static final class Stored {
        private final Array matrix;
        private Array bias;

        Stored(Array matrix) {
            this.matrix = matrix;
        }

        Array matrix() {
            return matrix;
        }

        ArrayName name() {
            return ArrayName.of(matrix.name());
        }

        int rows() {
            return matrix.shape().get(0);
        }

        int columns() {
            return matrix.shape().get(1);
        }

        /** Empty where there is no bias. */
        Optional<Integer> biases() {
            return Optional.ofNullable(bias).map(b -> b.values().length);
        }

        /** The vector is the bias, if there is none yet and it is as long as a side of the matrix. */
        boolean takes(Array vector) {
            int length = vector.values().length;
            if (bias != null || length != rows() && length != columns()) {
                return false;
            }
            bias = vector;
            return true;
        }

        Weights.Dense dense(Layout layout) {
            int in = layout.fanIn(rows(), columns());
            int out = layout.fanOut(rows(), columns());
            float[] weights = layout.turned(matrix.values(), rows(), columns());
            return new Weights.Dense(in, out, weights, bias == null ? new float[out] : bias.values());
        }

        @Override
        public String toString() {
            return matrix.name() + " ("
                    + matrix.shape().stream().map(String::valueOf).collect(Collectors.joining("x")) + ")";
        }
    }
}
