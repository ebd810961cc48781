package dev.fathom.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Translates {@link LibraryNames} into Fathom's canonical text for exactly that library's law. A name that two libraries
 * give to two laws needs the library in front, as in {@code jax:normal}.
 */
final class Libraries {
    /** Where a name without a library is looked up: Haiku's have Keras' names and other laws, and so need it. */
    private static final List<String> BARE = List.of("keras", "torch", "jax", "flax", "tf1", "dl4j");

    private Libraries() {}

    /** Names of one library, or of all where {@code library} is empty. */
    static List<String> names(String library) {
        return LibraryNames.ENTRIES.stream()
                .filter(entry -> library.isEmpty()
                        ? BARE.contains(entry.library())
                        : entry.library().equals(library))
                .map(LibraryNames.Entry::name)
                .distinct()
                .toList();
    }

    /**
     * The canonical text of a library's initializer, null where no library has the name. Where none has exactly this
     * name, one that differs in case and underscores is taken.
     *
     * @throws IllegalArgumentException where libraries mean different laws by it
     */
    static String translate(Spec spec) {
        List<LibraryNames.Entry> entries = entries(spec);
        Map<Initializer, LibraryNames.Entry> laws = new LinkedHashMap<>();
        IllegalArgumentException refused = null;
        for (LibraryNames.Entry entry : entries) {
            try {
                String text = entry.canonical().apply(new Arguments(entry.name(), spec.bind(entry.parameters())));
                Initializer law = Initializers.canonical(text);
                if (laws.keySet().stream().noneMatch(law::draws)) {
                    laws.put(law, entry);
                }
            } catch (IllegalArgumentException e) {
                refused = refused == null ? e : refused; // another library's form of that name may take it
            }
        }
        if (laws.isEmpty() && refused != null) {
            throw refused;
        }
        if (laws.size() > 1) {
            throw ambiguous(spec, laws);
        }
        return laws.isEmpty() ? null : laws.keySet().iterator().next().spec();
    }

    /** A name that stands for several laws. */
    static final class Ambiguous extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        Ambiguous(String message) {
            super(message);
        }
    }

    private static Ambiguous ambiguous(Spec spec, Map<Initializer, LibraryNames.Entry> laws) {
        String each = laws.entrySet().stream()
                .map(law ->
                        law.getValue().library() + ":" + spec.name() + " is " + law.getKey() + numbers(law.getKey()))
                .collect(Collectors.joining(", "));
        return new Ambiguous("'" + spec.name() + "' means different laws in different libraries: " + each
                + "; write the one that you mean");
    }

    /** What a law draws, where that does not depend on the layer. */
    private static String numbers(Initializer law) {
        Distribution wide = law.distribution(300, 700, 2, 3);
        if (!wide.equals(law.distribution(700, 30, 2, 3))) {
            return "";
        }
        if (wide instanceof Distribution.Normal normal) {
            return " = N(" + normal.mean() + ", " + normal.std() + "²)";
        }
        return wide instanceof Distribution.Uniform uniform
                ? " = U(" + uniform.low() + ", " + uniform.high() + ")"
                : "";
    }

    private static List<LibraryNames.Entry> entries(Spec spec) {
        List<String> libraries = spec.libraries().isEmpty() ? BARE : spec.libraries();
        List<LibraryNames.Entry> exact = LibraryNames.ENTRIES.stream()
                .filter(entry -> libraries.contains(entry.library()))
                .filter(entry -> entry.name().equals(spec.name()))
                .toList();
        return !exact.isEmpty()
                ? exact
                : LibraryNames.ENTRIES.stream()
                        .filter(entry -> libraries.contains(entry.library())
                                && !entry.library().equals("dl4j"))
                        .filter(entry -> folded(entry.name()).equals(folded(spec.name())))
                        .toList();
    }

    /** Case and inner underscores do not count; the last one is PyTorch's and does. */
    private static String folded(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace("_", "").replaceFirst("initializer$", "");
        return name.endsWith("_") ? plain + "_" : plain;
    }
}
