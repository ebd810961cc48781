package dev.fathom.net;

/** How a gradient becomes a step. The learning rate belongs to the trial, not to the optimizer. */
public sealed interface Optimizer {
    /** w ← w − η g. */
    record Sgd() implements Optimizer {}

    /** v ← μ v + g; w ← w − η v (Polyak, as PyTorch writes it). */
    record Momentum(float mu) implements Optimizer {
        public Momentum {
            requireUnit("momentum", mu);
        }
    }

    /** Kingma and Ba 2015, with bias correction. */
    record Adam(float beta1, float beta2, float epsilon) implements Optimizer {
        public Adam {
            requireUnit("beta1", beta1);
            requireUnit("beta2", beta2);
        }
    }

    Optimizer SGD = new Sgd();
    Optimizer MOMENTUM = new Momentum(0.9f);
    Optimizer ADAM = new Adam(0.9f, 0.999f, 1e-8f);

    private static void requireUnit(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must lie in [0, 1), got " + value);
        }
    }

    /** One of {@code sgd}, {@code momentum}, {@code adam} with their usual constants. */
    static Optimizer parse(String name) {
        switch (name) {
            case "sgd":
                return SGD;
            case "momentum":
                return MOMENTUM;
            case "adam":
                return ADAM;
            default:
                throw new IllegalArgumentException("unknown optimizer '" + name + "': use sgd, momentum or adam");
        }
    }
}
