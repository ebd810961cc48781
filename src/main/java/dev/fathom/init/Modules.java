package dev.fathom.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The libraries that a prefix or a module may stand for, as {@code keras:} and {@code torch.nn.init.} in pasted code.
 * Where a module could be of several, a name is looked up in each.
 */
public final class Modules {
    private static final Map<String, List<String>> PREFIXES = prefixes();

    /** Module paths, in the order in which they are tried. */
    private static final Map<Pattern, List<String>> PATHS = paths();

    private Modules() {}

    private static Map<String, List<String>> prefixes() {
        Map<String, List<String>> prefixes = new LinkedHashMap<>();
        for (String library : List.of("keras", "torch", "jax", "flax", "haiku", "tf1", "dl4j")) {
            prefixes.put(library, List.of(library));
        }
        prefixes.put("pytorch", List.of("torch"));
        prefixes.put("hk", List.of("haiku"));
        prefixes.put("deeplearning4j", List.of("dl4j"));
        prefixes.put("tf", List.of("keras", "tf1"));
        prefixes.put("tensorflow", List.of("keras", "tf1"));
        return prefixes;
    }

    private static Map<Pattern, List<String>> paths() {
        Map<Pattern, List<String>> paths = new LinkedHashMap<>();
        paths.put(
                Pattern.compile("(tf\\.|tensorflow\\.)?keras(\\.(initializers|layers|activations|ops|backend))*"
                        + "|activations|layers|ops|tf\\.(nn|math)"),
                List.of("keras"));
        paths.put(Pattern.compile("(tf|tensorflow)\\.compat\\.v1(\\..*)?|tf1(\\..*)?"), List.of("tf1"));
        paths.put(Pattern.compile("(tf|tensorflow)(\\.initializers)?"), List.of("keras", "tf1"));
        paths.put(
                Pattern.compile("(torch\\.)?nn\\.init|(torch\\.)?(nn\\.)?functional|torch(\\.(nn|special))?|F|pytorch"),
                List.of("torch"));
        paths.put(Pattern.compile("nn\\.initializers|(flax\\.)?(linen|nnx)(\\.initializers)?|flax"), List.of("flax"));
        paths.put(
                Pattern.compile("jax(\\.nn)?(\\.initializers)?|jnp|jax\\.(numpy|lax|scipy\\.special)"), List.of("jax"));
        paths.put(Pattern.compile("(hk|haiku)(\\.initializers)?"), List.of("haiku"));
        paths.put(
                Pattern.compile("(org\\.[\\w.]*)?(WeightInit|Activation)|dl4j|org\\.(nd4j|deeplearning4j)\\..*"),
                List.of("dl4j"));
        paths.put(Pattern.compile("initializers"), List.of("keras", "jax", "flax"));
        paths.put(Pattern.compile("init"), List.of("torch", "jax"));
        paths.put(Pattern.compile("nn"), List.of("torch", "flax"));
        return paths;
    }

    /** @throws IllegalArgumentException for a library that Fathom does not know */
    static List<String> ofPrefix(String prefix) {
        List<String> libraries = PREFIXES.get(prefix);
        if (libraries == null) {
            throw new IllegalArgumentException(
                    "unknown library '" + prefix + "'" + Nearest.hint(prefix, PREFIXES.keySet()));
        }
        return libraries;
    }

    /** None for no module at all. */
    public static List<String> ofPath(String path) {
        if (path.isEmpty()) {
            return List.of();
        }
        return PATHS.entrySet().stream()
                .filter(entry -> entry.getKey().matcher(path).matches())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown module '" + path
                        + "': Fathom knows those of Keras, PyTorch, JAX, Flax, Haiku, TensorFlow and DL4J; leave it out,"
                        + " or write the library and a colon in front, as in torch:normal_"));
    }
}
