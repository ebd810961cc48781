package dev.fathom.formats;

import java.util.List;
import java.util.Map;

/**
 * What was read of a file.
 *
 * @param arrays that were wanted, in the order of the file
 * @param others that were not wanted, or hold no floating-point numbers
 * @param metadata words of the file's author; empty for formats that carry none
 * @param ordered whether the order of the file is the order in which the model was built
 */
public record ArrayFile(List<Array> arrays, List<Array.Header> others, Map<String, String> metadata, boolean ordered) {
    public ArrayFile {
        arrays = List.copyOf(arrays);
        others = List.copyOf(others);
        metadata = Map.copyOf(metadata);
    }
}
