package dev.fathom.lint;

import dev.fathom.formats.Array;
import dev.fathom.model.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which way the weights of a file lie, (out, in) as PyTorch has them or (in, out) as Keras and GPT-2's Conv1D have. A bias
 * beside a matrix that is not square tells; of square ones those tell that are called alike.
 */
final class Orientation {
    private final Map<String, Integer> votes = new HashMap<>();
    private final boolean said;
    private final boolean keras;

    private Orientation(boolean said, boolean keras) {
        this.said = said;
        this.keras = keras;
    }

    static Orientation of(List<Array.Header> headers, Map<String, String> metadata) {
        String layout = metadata.get("layout");
        boolean kernels = headers.stream().anyMatch(h -> h.name().matches("(?i).*kernel(:0)?$"));
        Orientation orientation = new Orientation(layout != null, layout == null ? kernels : layout.equals("keras"));
        Map<String, Long> vectors = new HashMap<>();
        for (Array.Header header : headers) {
            if (header.shape().size() == 1) {
                vectors.put(header.name(), header.shape().get(0));
            }
        }
        for (Array.Header header : headers) {
            orientation.vote(header, vectors);
        }
        return orientation;
    }

    private void vote(Array.Header header, Map<String, Long> vectors) {
        if (header.shape().size() != 2
                || header.shape().get(0).equals(header.shape().get(1))) {
            return;
        }
        Long bias = vectors.get(header.name().replaceAll("(weight|kernel)(:0)?$", "bias$2"));
        if (bias == null || header.name().endsWith("bias")) {
            return;
        }
        int vote = bias.equals(header.shape().get(1))
                ? 1
                : bias.equals(header.shape().get(0)) ? -1 : 0;
        votes.merge(module(header.name()), vote, Integer::sum);
        votes.merge("", vote, Integer::sum);
    }

    /** {@code c_proj.weight}. */
    private static String module(String name) {
        String[] parts = name.split("[./]");
        return parts.length < 2 ? name : parts[parts.length - 2] + "." + parts[parts.length - 1];
    }

    Fans fans(Array.Header header, Role role) {
        List<Long> shape = header.shape();
        if (shape.size() < 2 || !role.multiplies() && role != Role.EMBEDDING && role != Role.ADAPTER) {
            return Fans.NONE;
        }
        boolean inFirst =
                shape.size() == 2 && role != Role.EMBEDDING ? inFirst(header.name()) : keras && role != Role.EMBEDDING;
        long places = 1;
        int first = inFirst ? shape.size() - 2 : 0;
        for (int i = 0; i < shape.size(); i++) {
            places *= i == first || i == first + 1 ? 1 : shape.get(i);
        }
        long a = shape.get(first) * places;
        long b = shape.get(first + 1) * places;
        return a > Integer.MAX_VALUE || b > Integer.MAX_VALUE
                ? Fans.NONE
                : inFirst ? new Fans((int) a, (int) b) : new Fans((int) b, (int) a);
    }

    private boolean inFirst(String name) {
        if (said) {
            return keras;
        }
        int vote = votes.getOrDefault(module(name), 0);
        if (vote == 0) {
            vote = votes.getOrDefault("", 0);
        }
        return vote == 0 ? keras : vote > 0;
    }

    /** Whether the file is Keras'. */
    boolean keras() {
        return keras;
    }
}
