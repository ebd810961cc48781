package dev.fathom.model;

import dev.fathom.engine.network.Weights;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFile;
import dev.fathom.formats.NaturalOrder;
import dev.fathom.formats.models.ModelFiles;
import dev.fathom.model.ArrayName.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the dense layers among the arrays of a file: matrices, each with the vector of its name as bias. Their order is
 * the user's, or the file's where it keeps the order of the model, or that of the numbers in their names.
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
     * @param named the layers' names or patterns in order; empty for all matrices
     * @throws IllegalArgumentException where there is no chain of dense layers, or it is open how they are to be read
     */
    public static Model read(List<Path> files, Layout layout, List<String> named) {
        ArrayFile file = ModelFiles.read(
                files,
                header -> header.shape().size() <= 2
                        && !header.shape().isEmpty()
                        && header.shape().stream().allMatch(size -> size > 0));
        return new ModelReader(files.get(0)).model(file, files.size() > 1, layout, named);
    }

    private Model model(ArrayFile file, boolean given, Layout asked, List<String> named) {
        List<Array> arrays = new ArrayList<>();
        file.arrays().forEach(array -> arrays.add(flatBias(array)));
        if (!given && !file.ordered()) {
            arrays.sort(Comparator.comparing(Array::name, NaturalOrder.INSTANCE));
        }
        file.others().forEach(header -> skipped.add(header.toString()));
        if (named.isEmpty()) {
            new ChainOnly(place).check(file, arrays);
            List<Array> matrices = ChainOnly.withoutEmbeddings(unnamedBiases(arrays));
            matrices.stream().filter(ModelReader::matrix).map(Stored::new).forEach(layers::add);
        } else {
            NamedLayers.pick(place, arrays, named).stream().map(Stored::new).forEach(layers::add);
        }
        pair(named.isEmpty() ? unnamedBiases(arrays) : arrays);
        if (layers.isEmpty()) {
            throw complaint("holds no matrix of floating-point numbers, and so no dense layer"
                    + (skipped.isEmpty() ? "" : "; it holds " + String.join(", ", skipped)));
        }
        Chain.Source source =
                given || !named.isEmpty() ? Chain.Source.USER : file.ordered() ? Chain.Source.FILE : Chain.Source.NAMES;
        Optional<Layout> said =
                Optional.ofNullable(file.metadata().get("layout")).map(this::layout);
        Chain.Reading reading = new Chain(place, layers, source).read(asked, said);
        layers.stream()
                .flatMap(l -> Stream.of(l.matrix(), l.bias()))
                .filter(array -> array != null)
                .forEach(this::requireFinite);
        return new Model(
                new Weights(reading.order().stream()
                        .map(l -> l.dense(reading.layout()))
                        .toList()),
                reading.order().stream().map(l -> l.matrix().name()).toList(),
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

    private static boolean matrix(Array array) {
        return array.shape().size() == 2;
    }

    private static boolean oneWide(Array array) {
        return matrix(array) && (array.shape().get(0) == 1 || array.shape().get(1) == 1);
    }

    private static Array flat(Array array) {
        return new Array(array.name(), List.of(array.values().length), array.values());
    }

    /** Biases of shape (n, 1) or (1, n), as textbooks write them. */
    private static Array flatBias(Array array) {
        return oneWide(array) && ArrayName.of(array.name()).kind() == Kind.BIAS ? flat(array) : array;
    }

    /** Without names, matrices and narrow ones as long as a side of them, in turn, are weights and biases. */
    private static List<Array> unnamedBiases(List<Array> arrays) {
        boolean inTurn = arrays.size() > 2 && arrays.size() % 2 == 0;
        for (int i = 0; i < arrays.size() && inTurn; i++) {
            Array array = arrays.get(i);
            inTurn =
                    matrix(array) && ArrayName.of(array.name()).kind() == Kind.UNSAID && oneWide(array) == (i % 2 == 1);
            inTurn &= i % 2 == 0 || arrays.get(i - 1).shape().contains(array.values().length);
        }
        List<Array> flat = new ArrayList<>();
        for (Array array : arrays) {
            flat.add(inTurn && oneWide(array) ? flat(array) : array);
        }
        return flat;
    }

    private void pair(List<Array> arrays) {
        Stored last = null;
        for (Array array : arrays) {
            Stored layer = layers.stream()
                    .filter(l -> l.matrix().name().equals(array.name()))
                    .findFirst()
                    .orElse(null);
            if (layer != null) {
                last = layer;
                continue;
            }
            ArrayName name = ArrayName.of(array.name());
            Stored owner = name.kind() == Kind.BIAS ? named(name.layer()) : name.kind() == Kind.UNSAID ? last : null;
            if (matrix(array) || owner == null || !owner.takes(array)) {
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
        return new Array.Header(array.name(), matrix(array) ? "matrix" : "vector", shape).toString();
    }

    private void requireFinite(Array array) {
        int nan = 0;
        int infinite = 0;
        for (float value : array.values()) {
            nan += Float.isNaN(value) ? 1 : 0;
            infinite += Float.isInfinite(value) ? 1 : 0;
        }
        if (nan + infinite > 0) {
            throw complaint("'" + array.name() + "' holds " + nan + " NaN and " + infinite + " infinite of its "
                    + array.values().length + " numbers: its training diverged, or the file is damaged");
        }
    }

    private IllegalArgumentException complaint(String what) {
        return new IllegalArgumentException(place + ": " + what);
    }
}
