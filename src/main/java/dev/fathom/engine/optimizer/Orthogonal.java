package dev.fathom.engine.optimizer;

import dev.fathom.device.Arena;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.RateFactors;
import dev.fathom.optimizer.Muon;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Parametrization.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The direction of Muon's step for matrices of each shape: products over all trials, in scratch that layers share.
 *
 * @param one (1, 1)
 * @param momentum −μ, by step where it is corrected
 */
public record Orthogonal(Muon muon, Tensor one, Tensor momentum, Map<List<Integer>, Scratch> byShape) {
    private static final float EPSILON = 1e-7f;

    /**
     * @param x, next the matrix (n, m) before and after a Newton-Schulz step
     * @param square X Xᵀ, or Xᵀ X where that is smaller
     * @param polynomial b A + c A² of it
     */
    private record Scratch(Tensor x, Tensor next, Tensor square, Tensor polynomial) {
        static Scratch allocate(Arena arena, int trials, int rows, int columns) {
            int least = Math.min(rows, columns);
            return new Scratch(
                    arena.tensor(trials, rows, columns),
                    arena.tensor(trials, rows, columns),
                    arena.tensor(trials, least, least),
                    arena.tensor(trials, least, least));
        }
    }

    /** Null where the optimizer is another. */
    public static Orthogonal allocate(Arena arena, Network network, RateFactors factors, int steps) {
        if (!(factors.optimizer() instanceof Muon muon)) {
            return null;
        }
        Map<List<Integer>, Scratch> byShape = new HashMap<>();
        for (int layer = 1; layer <= network.layers(); layer++) {
            int rows = network.shape(layer).rows();
            int columns = network.shape(layer).columns();
            if (factors.role(layer) == Role.HIDDEN) {
                byShape.computeIfAbsent(
                        List.of(rows, columns),
                        shape -> Scratch.allocate(arena, network.cohort().size(), rows, columns));
            }
        }
        float[] momentum = new float[muon.corrected() ? steps : 1];
        for (int step = 0; step < momentum.length; step++) {
            momentum[step] = (float) (-muon.momentum() * muon.correction(step));
        }
        return new Orthogonal(
                muon, arena.constant(1, new float[] {1}), arena.constant(momentum.length, momentum), byShape);
    }

    /** s O; the velocity goes on. */
    Tensor direction(Operations ops, Tensor gradient, Tensor velocity) {
        Scratch scratch = byShape.get(List.of(gradient.rows(), gradient.columns()));
        Tensor x = scratch.x();
        Tensor next = scratch.next();
        ops.addRow(gradient, null, 1, x);
        ops.update(new Optimizer.Momentum(muon.momentum()), x, gradient, velocity, null, momentum, null);
        ops.rescale(List.of(x), one, EPSILON, false);
        for (int step = 1; step <= muon.steps(); step++) {
            double scale = step < muon.steps() ? 1 : muon.scale(gradient.rows(), gradient.columns());
            iterate(ops, x, next, scratch, (float) scale);
            Tensor before = x;
            x = next;
            next = before;
        }
        return x;
    }

    /** next = scale (a X + b A X + c A² X), A = X Xᵀ; from the other side where X is high. */
    private static void iterate(Operations ops, Tensor x, Tensor next, Scratch scratch, float scale) {
        boolean wide = x.rows() <= x.columns();
        Tensor a = scratch.square();
        Tensor polynomial = scratch.polynomial();
        ops.product(1, x, !wide, x, wide, 0, a);
        ops.addRow(a, null, 1, polynomial);
        ops.product(Muon.C, a, false, a, false, Muon.B, polynomial);
        ops.addRow(x, null, 1, next);
        ops.product(scale, wide ? polynomial : x, false, wide ? x : polynomial, false, scale * Muon.A, next);
    }
}
