package dev.fathom.model;

import dev.fathom.formats.Array;
import dev.fathom.formats.NaturalOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The layers that a user names: by the name of the array, or of its module, with * for anything. */
final class NamedLayers {
    private NamedLayers() {}

    /** The arrays of each name in turn, those of one pattern in their natural order. */
    static List<Array> pick(Path place, List<Array> arrays, List<String> names) {
        List<Array> matrices =
                arrays.stream().filter(array -> array.shape().size() == 2).toList();
        List<Array> picked = new ArrayList<>();
        for (String name : names) {
            Pattern pattern = Pattern.compile(
                    Pattern.quote(name.strip()).replace("*", "\\E.*\\Q") + "([./](weights?|kernel|w))?(:0)?");
            List<Array> matches = matrices.stream()
                    .filter(array -> pattern.matcher(array.name()).matches())
                    .sorted(Comparator.comparing(Array::name, NaturalOrder.INSTANCE))
                    .toList();
            if (matches.isEmpty()) {
                throw new IllegalArgumentException(
                        place + ": --layers: no matrix is called '" + name + "'; there are " + list(matrices));
            }
            for (Array match : matches) {
                if (picked.contains(match)) {
                    throw new IllegalArgumentException(place + ": --layers names '" + match.name() + "' twice");
                }
                picked.add(match);
            }
        }
        return picked;
    }

    private static String list(List<Array> matrices) {
        int shown = 12;
        return matrices.stream().limit(shown).map(Array::name).collect(Collectors.joining(", "))
                + (matrices.size() > shown ? " and " + (matrices.size() - shown) + " more" : "");
    }
}
