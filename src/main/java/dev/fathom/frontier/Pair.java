package dev.fathom.frontier;

import dev.fathom.init.Initializer;
import dev.fathom.net.Activation;

/** What a frontier belongs to. */
public record Pair(Initializer initializer, Activation activation) {
    @Override
    public String toString() {
        return activation.spec() + ", " + initializer.spec();
    }
}
