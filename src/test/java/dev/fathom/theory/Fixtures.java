package dev.fathom.theory;

import dev.fathom.activation.Activation;
import dev.fathom.activation.Activations;
import java.util.List;

/** The registry, by the names that the papers use. */
final class Fixtures {
    private Fixtures() {}

    static Activation activation(String name) {
        return Activations.parse(name);
    }

    static List<Activation> all() {
        return Activations.all();
    }
}
