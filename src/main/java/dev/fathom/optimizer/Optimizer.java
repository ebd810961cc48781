package dev.fathom.optimizer;

import java.util.Map;

/** How a gradient becomes a step. The learning rate η belongs to the trial, not to the optimizer. */
public sealed interface Optimizer
        permits Optimizer.Sgd,
                Optimizer.Momentum,
                Optimizer.Nesterov,
                Optimizer.Adam,
                Optimizer.AdamW,
                Optimizer.Lion,
                Muon {
    /** One method for each kind: who adds a kind is led to every place that must know it. */
    interface Visitor<R> {
        R sgd();

        R momentum(Momentum momentum);

        R nesterov(Nesterov nesterov);

        R adam(Adam adam);

        R adamW(AdamW adam);

        R lion(Lion lion);

        R muon(Muon muon);
    }

    <R> R accept(Visitor<R> visitor);

    String name();

    /** Its constants in the order of users, by name: numbers, words and truth values. */
    default Map<String, Object> parameters() {
        return Map.of();
    }

    /** How many tensors of the parameter's shape it remembers. */
    int memory();

    /** Whether a step is as long however large the gradients are: then rates scale with the width in another way. */
    default boolean normalizes() {
        return false;
    }

    /** How a weight decay of λ acts. */
    enum Decay {
        /** On the gradient: g + λ w. */
        COUPLED,
        /** On the parameter, before the step: (1 − η λ) w. */
        DECOUPLED,
        /** Likewise without the learning rate: (1 − s λ) w, where s is what the schedule makes of it. */
        INDEPENDENT
    }

    default Decay decay() {
        return Decay.COUPLED;
    }

    /** λ of the optimizer's own, beside that of a trial. */
    default float weightDecay() {
        return 0;
    }

    /** The same with another ε, where it has one. */
    default Optimizer withEpsilonTimes(double factor) {
        return this;
    }

    /** What steps where this one does not, as on biases and on the first and last weights: another one, or this itself. */
    default Optimizer rest() {
        return this;
    }

    /** The name with those constants that are not the usual ones; {@link Optimizers#parse} reads it back. */
    default String spec() {
        return Optimizers.spec(this);
    }

    /** w ← w − η g. */
    record Sgd() implements Optimizer {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sgd();
        }

        @Override
        public String name() {
            return "sgd";
        }

        @Override
        public int memory() {
            return 0;
        }
    }

    /** v ← μ v + g; w ← w − η v (Polyak, as PyTorch writes it). */
    record Momentum(float mu) implements Optimizer {
        public Momentum {
            Constants.requireUnit("mu", mu);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.momentum(this);
        }

        @Override
        public String name() {
            return "momentum";
        }

        @Override
        public Map<String, Object> parameters() {
            return Map.of("mu", mu);
        }

        @Override
        public int memory() {
            return 1;
        }
    }

    /** v ← μ v + g; w ← w − η (g + μ v) (Nesterov 1983, as PyTorch writes it). */
    record Nesterov(float mu) implements Optimizer {
        public Nesterov {
            Constants.requireUnit("mu", mu);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.nesterov(this);
        }

        @Override
        public String name() {
            return "nesterov";
        }

        @Override
        public Map<String, Object> parameters() {
            return Map.of("mu", mu);
        }

        @Override
        public int memory() {
            return 1;
        }
    }

    /** Kingma and Ba 2015, with bias correction. */
    record Adam(float beta1, float beta2, float epsilon) implements Optimizer {
        public Adam {
            Constants.requireUnit("beta1", beta1);
            Constants.requireUnit("beta2", beta2);
            Constants.requireNotNegative("epsilon", epsilon);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.adam(this);
        }

        @Override
        public Optimizer withEpsilonTimes(double factor) {
            return new Adam(beta1, beta2, (float) (epsilon * factor));
        }

        @Override
        public String name() {
            return "adam";
        }

        @Override
        public Map<String, Object> parameters() {
            return Constants.ordered("beta1", beta1, "beta2", beta2, "epsilon", epsilon);
        }

        @Override
        public int memory() {
            return 2;
        }

        @Override
        public boolean normalizes() {
            return true;
        }
    }

    /** Adam after w ← (1 − η λ) w (Loshchilov and Hutter 2019, as PyTorch writes it); biases decay too. */
    record AdamW(float beta1, float beta2, float epsilon, float weightDecay, boolean independent) implements Optimizer {
        public AdamW {
            Constants.requireUnit("beta1", beta1);
            Constants.requireUnit("beta2", beta2);
            Constants.requireNotNegative("epsilon", epsilon);
            Constants.requireNotNegative("weight_decay", weightDecay);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.adamW(this);
        }

        @Override
        public Decay decay() {
            return independent ? Decay.INDEPENDENT : Decay.DECOUPLED;
        }

        @Override
        public Optimizer withEpsilonTimes(double factor) {
            return new AdamW(beta1, beta2, (float) (epsilon * factor), weightDecay, independent);
        }

        @Override
        public String name() {
            return "adamw";
        }

        @Override
        public Map<String, Object> parameters() {
            return Constants.ordered(
                    "beta1",
                    beta1,
                    "beta2",
                    beta2,
                    "epsilon",
                    epsilon,
                    "weight_decay",
                    weightDecay,
                    "independent",
                    independent);
        }

        @Override
        public int memory() {
            return 2;
        }

        @Override
        public boolean normalizes() {
            return true;
        }
    }

    /** w ← w − η (sign(β₁ m + (1 − β₁) g) + λ w); m ← β₂ m + (1 − β₂) g (Chen et al. 2023). */
    record Lion(float beta1, float beta2, float weightDecay) implements Optimizer {
        public Lion {
            Constants.requireUnit("beta1", beta1);
            Constants.requireUnit("beta2", beta2);
            Constants.requireNotNegative("weight_decay", weightDecay);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lion(this);
        }

        @Override
        public Decay decay() {
            return Decay.DECOUPLED;
        }

        @Override
        public String name() {
            return "lion";
        }

        @Override
        public Map<String, Object> parameters() {
            return Constants.ordered("beta1", beta1, "beta2", beta2, "weight_decay", weightDecay);
        }

        @Override
        public int memory() {
            return 1;
        }

        @Override
        public boolean normalizes() {
            return true;
        }
    }

    Optimizer SGD = new Sgd();
    Optimizer MOMENTUM = new Momentum(0.9f);
    Optimizer NESTEROV = new Nesterov(0.9f);
    Optimizer ADAM = new Adam(0.9f, 0.999f, 1e-8f);
    Optimizer ADAMW = new AdamW(0.9f, 0.999f, 1e-8f, 0.01f, false);
    Optimizer LION = new Lion(0.9f, 0.99f, 0);
    Optimizer MUON = new Muon(0.95f, 5, Muon.Scale.ORIGINAL, false, 0.9f, 0.999f, 1e-8f, 0);

    /** See {@link Optimizers#parse}. */
    static Optimizer parse(String text) {
        return Optimizers.parse(text);
    }
}
