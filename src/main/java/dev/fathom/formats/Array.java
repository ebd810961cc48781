package dev.fathom.formats;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A named array of float32.
 *
 * @param values row-major: the last index of the shape runs fastest
 */
public record Array(String name, List<Integer> shape, float[] values) {
    public Array {
        shape = List.copyOf(shape);
        if (shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact) != values.length) {
            throw new IllegalArgumentException(name + ": " + values.length + " values do not fill " + shape);
        }
    }

    /**
     * An array before its values are read.
     *
     * @param type as the file spells it
     */
    public record Header(String name, String type, List<Long> shape) {
        public Header {
            shape = List.copyOf(shape);
        }

        /** Name, type and shape: {@code conv.weight (F32 64x3x7x7)}. */
        @Override
        public String toString() {
            String sizes = shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
            return name + " (" + type + (sizes.isEmpty() ? "" : " " + sizes) + ")";
        }
    }
}
