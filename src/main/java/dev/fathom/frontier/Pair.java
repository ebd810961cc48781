package dev.fathom.frontier;

import dev.fathom.activation.Activation;
import dev.fathom.init.Initializer;

/** What a frontier belongs to. */
public record Pair(Initializer initializer, Activation activation) {
    @Override
    public String toString() {
        return activation.spec() + ", " + initializer.spec();
    }
}
