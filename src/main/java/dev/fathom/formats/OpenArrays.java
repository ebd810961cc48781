package dev.fathom.formats;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The arrays of a file or folder, open for reading.
 *
 * @param arrays in the order of the file
 * @param metadata words of the file's author; empty for formats that carry none
 * @param ordered whether the order of the file is the order in which the model was built
 * @param resources to close
 */
public record OpenArrays(
        Path place,
        List<StoredArray> arrays,
        Map<String, String> metadata,
        boolean ordered,
        List<? extends Closeable> resources)
        implements Closeable {
    public OpenArrays {
        arrays = List.copyOf(arrays);
        metadata = Map.copyOf(metadata);
        resources = List.copyOf(resources);
    }

    /** Reads those that are wanted. */
    public ArrayFile read(Predicate<Array.Header> wanted) {
        List<Array> read = new ArrayList<>();
        List<Array.Header> others = new ArrayList<>();
        Budget budget = new Budget(place);
        for (StoredArray array : arrays) {
            if (array.readable() && wanted.test(array.header())) {
                read.add(array.read(budget));
            } else {
                others.add(array.header());
            }
        }
        return new ArrayFile(read, others, metadata, ordered);
    }

    @Override
    public void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }
}
