package dev.fathom.transfer;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import java.util.List;
import java.util.Locale;

/**
 * What grows.
 *
 * @param field {@link Fields#WIDTH} or {@link Fields#DEPTH}
 * @param sizes ascending
 */
public record Axis(Field<Integer> field, List<Integer> sizes) {
    public Axis {
        sizes = sizes.stream().sorted().distinct().toList();
        if (sizes.size() < 2) {
            throw new IllegalArgumentException("a slope needs at least two sizes, got " + sizes);
        }
        sizes.forEach(field::is);
    }

    /** {@code width=64,128,256} or {@code depth=4,8,16}. */
    public static Axis parse(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split("=", 2);
        Field<Integer> field = parts[0].strip().equals("width")
                ? Fields.WIDTH
                : parts[0].strip().equals("depth") ? Fields.DEPTH : null;
        if (field == null || parts.length < 2) {
            throw new IllegalArgumentException(
                    "sizes are written width=64,128,256 or depth=4,8,16, got '" + text + "'");
        }
        return new Axis(
                field,
                List.of(parts[1].split(",", -1)).stream()
                        .map(size -> field.parse(field.key(), size.strip()).value())
                        .toList());
    }

    /** log₂ of a size, in doublings. */
    static double doublings(int size) {
        return Math.log(size) / Math.log(2);
    }
}
