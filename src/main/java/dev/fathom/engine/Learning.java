package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.net.Optimizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What becomes of the gradients that a backward pass finds. */
interface Learning {
    /** Where the product of a layer's weight gradient goes. */
    Tensor weightTarget(int layer);

    Tensor biasTarget(int layer);

    /** Factor on the gradient of the weights on its way to the target. */
    default float weightFactor(int layer) {
        return 1;
    }

    /** Likewise for the biases. */
    default float biasFactor(int layer) {
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
    record Folded(Network network, RateFactors rates) implements Learning {
        @Override
        public Tensor weightTarget(int layer) {
            return network.weights(layer);
        }

        @Override
        public Tensor biasTarget(int layer) {
            return network.biases(layer);
        }

        @Override
        public float weightFactor(int layer) {
            return -rates.weights(layer);
        }

        @Override
        public float biasFactor(int layer) {
            return -rates.biases(layer);
        }

        @Override
        public boolean accumulates() {
            return true;
        }
    }

    /**
     * The gradients themselves, in one scratch matrix for each shape of weights, measured where asked.
     *
     * @param scaled scratch of the same shapes for gradients behind a gate
     */
    record Gradients(Network network, Map<Long, Tensor> scratch, Map<Long, Tensor> scaled, LayerSlots to)
            implements Learning {
        static Gradients allocate(Arena arena, Network network, LayerSlots to) {
            Map<Long, Tensor> scratch = new HashMap<>();
            Map<Long, Tensor> scaled = new HashMap<>();
            int trials = network.cohort().size();
            for (int layer = 1; layer <= network.layers(); layer++) {
                int rows = network.shape(layer).rows();
                int columns = network.shape(layer).columns();
                for (Map<Long, Tensor> each :
                        network.gate(layer) == null ? List.of(scratch) : List.of(scratch, scaled)) {
                    each.computeIfAbsent(key(rows, columns), k -> arena.tensor(trials, rows, columns));
                    each.computeIfAbsent(key(0, columns), k -> arena.tensor(trials, 1, columns));
                }
            }
            return new Gradients(network, scratch, scaled, to);
        }

        private static long key(int rows, int columns) {
            return (long) rows << 32 | columns;
        }

        private long weightKey(int layer) {
            return key(network.shape(layer).rows(), network.shape(layer).columns());
        }

        private long biasKey(int layer) {
            return key(0, network.shape(layer).columns());
        }

        @Override
        public Tensor weightTarget(int layer) {
            return scratch.get(weightKey(layer));
        }

        @Override
        public Tensor biasTarget(int layer) {
            return scratch.get(biasKey(layer));
        }

        @Override
        public void weightsReady(Operations ops, int layer) {
            ofWeights(ops, layer);
        }

        /** The gradient by what the layer learns, measured on the way. */
        Tensor ofWeights(Operations ops, int layer) {
            Tensor gradient = behindGate(ops, layer, weightTarget(layer), scaled.get(weightKey(layer)));
            if (to != null) {
                ops.measure(gradient, to.slot(layer, Quantity.WEIGHT_GRADIENT));
            }
            return gradient;
        }

        Tensor ofBiases(Operations ops, int layer) {
            return behindGate(ops, layer, biasTarget(layer), scaled.get(biasKey(layer)));
        }

        private Tensor behindGate(Operations ops, int layer, Tensor gradient, Tensor into) {
            if (network.gate(layer) == null) {
                return gradient;
            }
            network.gate(layer).times(ops, gradient, into);
            return into;
        }
    }

    /** Any optimizer, one parameter tensor at a time. */
    record Optimized(Network network, Gradients gradients, Optimizer optimizer, States states, Rates rates)
            implements Learning {
        /** The same step without a look at the weight gradients. */
        Optimized withoutMeasuring() {
            Gradients silent = new Gradients(network, gradients.scratch(), gradients.scaled(), null);
            return new Optimized(network, silent, optimizer, states, rates);
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
            BranchScales.Gate gate = network.gate(layer);
            Tensor parameters = network.parameters(layer);
            if (gate != null) {
                gate.addGradient(ops, weightTarget(layer), parameters, false);
            }
            Tensor gradient = gradients.ofWeights(ops, layer);
            Optimizer own = rates.factors().optimizer(layer);
            update(own, ops, parameters, gradient, states.weights().get(layer - 1), rates.weights(layer));
            if (gate != null) {
                update(
                        optimizer,
                        ops,
                        gate.factor(),
                        gate.gradient(),
                        states.gates().get(layer - 1),
                        rates.base());
                network.gates().applyTo(ops, network, layer);
            }
        }

        /** Runs before {@link #weightsReady}: the factor's gradient starts here. */
        @Override
        public void biasesReady(Operations ops, int layer) {
            Tensor parameters = network.biasParameters(layer);
            if (network.gate(layer) != null) {
                network.gate(layer).addGradient(ops, biasTarget(layer), parameters, true);
            }
            Tensor gradient = gradients.ofBiases(ops, layer);
            update(optimizer, ops, parameters, gradient, states.biases().get(layer - 1), rates.biases(layer));
        }

        private static void update(
                Optimizer by, Operations ops, Tensor parameter, Tensor gradient, State state, Tensor rate) {
            ops.update(by, parameter, gradient, state.first(), state.second(), rate);
        }
    }

    /** Learning rates of each trial, by the factor on them: (1, 1), or (1, steps) where some have a schedule. */
    record Rates(RateFactors factors, Map<Float, Tensor> byFactor) {
        static Rates allocate(Device device, Arena arena, Cohort cohort, RateFactors factors, int steps) {
            Set<Float> distinct = new TreeSet<>(Set.of(1f));
            for (int layer = 1; layer <= cohort.network().weights().size(); layer++) {
                distinct.add(factors.weights(layer));
                distinct.add(factors.biases(layer));
            }
            boolean constant =
                    cohort.trials().stream().allMatch(trial -> trial.schedule().constant());
            Map<Float, Tensor> byFactor = new HashMap<>();
            for (float factor : distinct) {
                Tensor rate = arena.tensor(cohort.size(), 1, constant ? 1 : steps);
                for (int trial = 0; trial < cohort.size(); trial++) {
                    device.upload(rates(cohort.trials().get(trial), factor, rate.columns(), steps), rate, trial);
                }
                byFactor.put(factor, rate);
            }
            return new Rates(factors, byFactor);
        }

        private static float[] rates(TrialSetup trial, float factor, int columns, int steps) {
            float[] rates = new float[columns];
            for (int step = 0; step < columns; step++) {
                rates[step] = factor
                        * (float) (trial.learningRate() * trial.schedule().at(step, steps));
            }
            return rates;
        }

        Tensor base() {
            return byFactor.get(1f);
        }

        Tensor weights(int layer) {
            return byFactor.get(factors.weights(layer));
        }

        Tensor biases(int layer) {
            return byFactor.get(factors.biases(layer));
        }
    }

    /** What an optimizer remembers of one parameter tensor; null where it needs nothing. */
    record State(Tensor first, Tensor second) {
        private static State allocate(Arena arena, Optimizer optimizer, Tensor like) {
            boolean one = optimizer.memory() > 0;
            boolean two = optimizer.memory() > 1;
            return new State(one ? like(arena, like) : null, two ? like(arena, like) : null);
        }

        Stream<Tensor> tensors() {
            return Stream.of(first, second).filter(Objects::nonNull);
        }

        private static Tensor like(Arena arena, Tensor tensor) {
            return arena.tensor(tensor.trials(), tensor.rows(), tensor.columns());
        }
    }

    /** The optimizer's memory, by layer. */
    record States(List<State> weights, List<State> biases, List<State> gates) {
        static States allocate(Arena arena, Optimizer optimizer, Network network) {
            List<State> weights = new ArrayList<>();
            List<State> biases = new ArrayList<>();
            List<State> gates = new ArrayList<>();
            for (int layer = 1; layer <= network.layers(); layer++) {
                weights.add(State.allocate(arena, optimizer, network.parameters(layer)));
                biases.add(State.allocate(arena, optimizer, network.biasParameters(layer)));
                BranchScales.Gate gate = network.gate(layer);
                gates.add(gate == null ? null : State.allocate(arena, optimizer, gate.factor()));
            }
            return new States(weights, biases, gates);
        }

        Stream<State> all() {
            return Stream.of(weights, biases, gates).flatMap(List::stream).filter(Objects::nonNull);
        }
    }
}
