package dev.fathom.engine.optimizer;

import dev.fathom.device.Arena;
import dev.fathom.device.Tensor;
import dev.fathom.engine.network.BranchScales;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Normalizer;
import dev.fathom.engine.network.RateFactors;
import dev.fathom.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The optimizer's memory, by layer.
 *
 * @param gains, shifts by normalization
 */
public record OptimizerStates(
        List<State> weights, List<State> biases, List<State> gates, List<State> gains, List<State> shifts) {
    public static OptimizerStates allocate(Arena arena, RateFactors factors, Network network) {
        Optimizer rest = factors.optimizer().rest();
        List<State> weights = new ArrayList<>();
        List<State> biases = new ArrayList<>();
        List<State> gates = new ArrayList<>();
        for (int layer = 1; layer <= network.layers(); layer++) {
            weights.add(State.allocate(arena, factors.optimizer(layer), network.parameters(layer)));
            biases.add(State.allocate(arena, rest, network.biasParameters(layer)));
            BranchScales.Gate gate = network.gate(layer);
            gates.add(gate == null ? null : State.allocate(arena, rest, gate.factor()));
        }
        List<State> gains = new ArrayList<>();
        List<State> shifts = new ArrayList<>();
        for (Normalizer each : network.normalizers()) {
            gains.add(each.gain() == null ? null : State.allocate(arena, rest, each.gain()));
            shifts.add(each.shift() == null ? null : State.allocate(arena, rest, each.shift()));
        }
        return new OptimizerStates(weights, biases, gates, gains, shifts);
    }

    public Stream<State> all() {
        return Stream.of(weights, biases, gates, gains, shifts)
                .flatMap(List::stream)
                .filter(Objects::nonNull);
    }

    /** What an optimizer remembers of one parameter tensor; null where it needs nothing. */
    public record State(Tensor first, Tensor second) {
        private static State allocate(Arena arena, Optimizer optimizer, Tensor like) {
            boolean one = optimizer.memory() > 0;
            boolean two = optimizer.memory() > 1;
            return new State(one ? like(arena, like) : null, two ? like(arena, like) : null);
        }

        public Stream<Tensor> tensors() {
            return Stream.of(first, second).filter(Objects::nonNull);
        }

        private static Tensor like(Arena arena, Tensor tensor) {
            return arena.tensor(tensor.trials(), tensor.rows(), tensor.columns());
        }
    }
}
