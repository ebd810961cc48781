package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.net.Optimizer;
import dev.fathom.net.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What becomes of the gradients that a backward pass finds. */
interface Learning {
    /** Where the product of a layer's weight gradient goes. */
    Tensor weightTarget(int layer);

    Tensor biasTarget(int layer);

    /** Factor on the gradients on their way to the target. */
    default float factor() {
        return 1;
    }

    /** Whether gradients are added to what the target holds. */
    default boolean accumulates() {
        return false;
    }

    default void weightsReady(Operations ops, int layer) {}

    default void biasesReady(Operations ops, int layer) {}

    /**
     * Plain SGD inside the products: the loss gradient already carries the learning rate, so W ← W − Aᵀ δ is one
     * product with beta = 1, without gradient buffer and without update kernel.
     */
    record Folded(Network network) implements Learning {
        @Override
        public Tensor weightTarget(int layer) {
            return network.weights(layer);
        }

        @Override
        public Tensor biasTarget(int layer) {
            return network.biases(layer);
        }

        @Override
        public float factor() {
            return -1;
        }

        @Override
        public boolean accumulates() {
            return true;
        }
    }

    /** The gradients themselves, in one scratch matrix for each shape of weights, measured where asked. */
    record Gradients(Map<Long, Tensor> scratch, Shape shape, LayerSlots to) implements Learning {
        static Gradients allocate(Arena arena, Cohort cohort, LayerSlots to) {
            Map<Long, Tensor> scratch = new HashMap<>();
            Shape shape = cohort.shape();
            for (int layer = 1; layer <= shape.layers(); layer++) {
                int rows = shape.fanIn(layer);
                int columns = shape.fanOut(layer);
                scratch.computeIfAbsent(key(rows, columns), k -> arena.tensor(cohort.size(), rows, columns));
                scratch.computeIfAbsent(key(0, columns), k -> arena.tensor(cohort.size(), 1, columns));
            }
            return new Gradients(scratch, shape, to);
        }

        private static long key(int rows, int columns) {
            return (long) rows << 32 | columns;
        }

        @Override
        public Tensor weightTarget(int layer) {
            return scratch.get(key(shape.fanIn(layer), shape.fanOut(layer)));
        }

        @Override
        public Tensor biasTarget(int layer) {
            return scratch.get(key(0, shape.fanOut(layer)));
        }

        @Override
        public void weightsReady(Operations ops, int layer) {
            if (to != null) {
                ops.measure(weightTarget(layer), to.weightGradient(layer));
            }
        }
    }

    /** Any optimizer, one parameter tensor at a time. */
    record Optimized(Network network, Gradients gradients, Optimizer optimizer, States states, Tensor rate)
            implements Learning {
        /** The same step without a look at the weight gradients. */
        Optimized withoutMeasuring() {
            Gradients silent = new Gradients(gradients.scratch(), gradients.shape(), null);
            return new Optimized(network, silent, optimizer, states, rate);
        }

        @Override
        public Tensor weightTarget(int layer) {
            return gradients.weightTarget(layer);
        }

        @Override
        public Tensor biasTarget(int layer) {
            return gradients.biasTarget(layer);
        }

        @Override
        public void weightsReady(Operations ops, int layer) {
            gradients.weightsReady(ops, layer);
            State state = states.weights().get(layer - 1);
            ops.update(optimizer, network.weights(layer), weightTarget(layer), state.first(), state.second(), rate);
        }

        @Override
        public void biasesReady(Operations ops, int layer) {
            State state = states.biases().get(layer - 1);
            ops.update(optimizer, network.biases(layer), biasTarget(layer), state.first(), state.second(), rate);
        }
    }

    /** What an optimizer remembers of one parameter tensor; null where it needs nothing. */
    record State(Tensor first, Tensor second) {
        private static State allocate(Arena arena, Optimizer optimizer, Tensor like) {
            boolean one = !(optimizer instanceof Optimizer.Sgd);
            boolean two = optimizer instanceof Optimizer.Adam;
            return new State(one ? like(arena, like) : null, two ? like(arena, like) : null);
        }

        private static Tensor like(Arena arena, Tensor tensor) {
            return arena.tensor(tensor.trials(), tensor.rows(), tensor.columns());
        }
    }

    /** The optimizer's memory, by layer. */
    record States(List<State> weights, List<State> biases) {
        static States allocate(Arena arena, Optimizer optimizer, Network network) {
            List<State> weights = new ArrayList<>();
            List<State> biases = new ArrayList<>();
            for (int layer = 1; layer <= network.cohort().shape().layers(); layer++) {
                weights.add(State.allocate(arena, optimizer, network.weights(layer)));
                biases.add(State.allocate(arena, optimizer, network.biases(layer)));
            }
            return new States(weights, biases);
        }
    }
}
