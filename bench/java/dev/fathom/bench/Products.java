package dev.fathom.bench;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.net.architecture.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The matrix products of a training step and nothing else: the floor under Fathom's step. */
final class Products implements Contender {
    private final Device device = new CpuDevice();
    private Arena arena;
    private Program program;
    private int steps;

    @Override
    public String describe() {
        return "Fathom, " + device.description();
    }

    @Override
    public void prepare(Case cohort, int steps) {
        arena = device.arena();
        this.steps = steps;
        Shape shape = cohort.shape();
        int trials = cohort.trials();
        List<Tensor> weights = new ArrayList<>();
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> outputs = new ArrayList<>();
        for (int layer = 1; layer <= shape.layers(); layer++) {
            int rows = shape.fanIn(layer);
            int columns = shape.fanOut(layer);
            weights.add(filled(trials, rows, columns, 1 / Math.sqrt(columns)));
            inputs.add(filled(layer == 1 ? 1 : trials, Case.BATCH, rows, 1));
            outputs.add(arena.tensor(trials, Case.BATCH, columns));
        }
        Tensor[] deltas = new Tensor[shape.layers() + 1];
        Tensor even = filled(trials, Case.BATCH, cohort.width(), 1);
        Tensor odd = filled(trials, Case.BATCH, cohort.width(), 1);
        for (int layer = 1; layer <= shape.depth(); layer++) {
            deltas[layer] = layer % 2 == 0 ? even : odd;
        }
        deltas[shape.layers()] = filled(trials, Case.BATCH, shape.outputs(), 1);
        program = device.record(ops -> {
            for (int i = 0; i < weights.size(); i++) {
                ops.product(1, inputs.get(i), false, weights.get(i), false, 0, outputs.get(i));
            }
            for (int i = weights.size() - 1; i >= 0; i--) {
                if (i > 0) {
                    ops.product(1, deltas[i + 1], false, weights.get(i), true, 0, deltas[i]);
                }
                ops.product(-1e-9f, inputs.get(i), true, deltas[i + 1], false, 1, weights.get(i));
            }
        });
    }

    private Tensor filled(int trials, int rows, int columns, double deviation) {
        Tensor tensor = arena.tensor(trials, rows, columns);
        SplittableRandom random = new SplittableRandom(9);
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        for (int trial = 0; trial < trials; trial++) {
            device.upload(values, tensor, trial);
        }
        return tensor;
    }

    @Override
    public float[] losses(int steps) {
        return new float[0];
    }

    @Override
    public long train() {
        long start = System.nanoTime();
        program.run(0, steps);
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        device.close();
    }
}
