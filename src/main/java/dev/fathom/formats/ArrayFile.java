package dev.fathom.formats;

import java.util.List;
import java.util.Map;

/**
 * What was read of a file.
 *
 * @param arrays that were wanted, in the order of the file
 * @param others that were not wanted, or hold no floating-point numbers
 * @param metadata words of the file's author; empty for formats that carry none
 */
public record ArrayFile(List<Array> arrays, List<Array.Header> others, Map<String, String> metadata) {
    public ArrayFile {
        arrays = List.copyOf(arrays);
        others = List.copyOf(others);
        metadata = Map.copyOf(metadata);
    }
}
