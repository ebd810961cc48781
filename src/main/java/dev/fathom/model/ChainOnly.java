package dev.fathom.model;

import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFile;
import dev.fathom.model.ArrayName.Kind;
import java.nio.file.Path;
import java.util.List;

/** Refuses a file whose matrices are no chain of dense layers by what their names say, whatever their shapes allow. */
record ChainOnly(Path place) {
    private static final String REMEDY =
            "; name the layers of one chain by --layers NAME,NAME,..., or see 'fathom lint'";

    void check(ArrayFile file, List<Array> arrays) {
        requireWhole();
        file.others().forEach(this::requireRead);
        for (Array array : arrays) {
            if (array.shape().size() == 2) {
                require(array, role(array));
            }
        }
    }

    private static Role role(Array array) {
        return Role.of(
                array.name(), array.shape().stream().map(Integer::longValue).toList());
    }

    /** Embeddings look rows up, they multiply nothing: a network begins behind them. */
    static List<Array> withoutEmbeddings(List<Array> arrays) {
        return arrays.stream()
                .filter(array -> array.shape().size() < 2 || role(array) != Role.EMBEDDING)
                .toList();
    }

    private void requireWhole() {
        if (place.getFileName() != null && place.getFileName().toString().matches(".*-\\d+-of-(?!0*1\\D)\\d+\\.\\w+")) {
            throw complaint("is one of several shards: give their folder, or the *.index.json in it");
        }
    }

    private void require(Array array, Role role) {
        if (role.parallel()) {
            throw complaint(
                    "'" + array.name() + "' belongs to attention, whose queries, keys and values stand side by side:"
                            + " no chain of layers" + REMEDY);
        }
        if (role == Role.ADAPTER) {
            throw complaint(
                    "'" + array.name() + "' is a low-rank addition to other weights, no layer: merge it into them"
                            + " first (merge_and_unload in peft)" + REMEDY);
        }
        if (role == Role.RECURRENT) {
            throw complaint("'" + array.name() + "' belongs to a recurrent layer: no chain of layers" + REMEDY);
        }
    }

    /** A layer that is left out for its type would make a shorter network of the rest. */
    private void requireRead(Array.Header header) {
        boolean weights = ArrayName.of(header.name()).kind() == Kind.WEIGHT
                || ArrayName.of(header.name()).kind() == Kind.KERNEL;
        boolean matrix = header.shape().size() == 2 && header.shape().stream().allMatch(size -> size > 1);
        if (matrix && weights) {
            throw complaint(
                    header + " holds numbers of a type that is not read, for their scale is not known: convert it to"
                            + " float32" + REMEDY);
        }
    }

    private IllegalArgumentException complaint(String what) {
        return new IllegalArgumentException(place + ": " + what);
    }
}
