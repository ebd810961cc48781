package dev.fathom.theory;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import java.util.List;

/** The registry, by the names that the papers use. */
public final class Fixtures {
    private Fixtures() {}

    public static Activation activation(String name) {
        return Activations.parse(name);
    }

    public static List<Activation> all() {
        return Activations.all();
    }
}
