package dev.fathom.device.cpu.operations;

import dev.fathom.device.Tensor;
import java.util.Arrays;

/**
 * One heap array per trial, so that hot loops index plainly from 0. A shared tensor that programs write (a minibatch)
 * holds one array per worker instead: workers are at different steps at the same time.
 */
public final class CpuTensor implements Tensor {
    private final float[][] matrices;
    private final int trials;
    private final int rows;
    private final int columns;

    CpuTensor(int trials, int rows, int columns, int workers) {
        this.trials = trials;
        this.rows = rows;
        this.columns = columns;
        matrices = new float[trials == 1 ? workers : trials][];
        for (int i = 0; i < trials; i++) {
            matrices[i] = new float[size()];
        }
        Arrays.fill(matrices, trials, matrices.length, matrices[0]);
    }

    private CpuTensor(float[][] matrices, int trials, int rows, int columns) {
        this.matrices = matrices;
        this.trials = trials;
        this.rows = rows;
        this.columns = columns;
    }

    /** The values themselves, not a copy: the data of a study are the largest matrices of small networks. */
    static CpuTensor constant(int columns, int workers, float[] values) {
        float[][] matrices = new float[workers][];
        Arrays.fill(matrices, values);
        return new CpuTensor(matrices, 1, values.length / columns, columns);
    }

    /** @param tensor of this device, nullable */
    public static CpuTensor of(Tensor tensor) {
        return (CpuTensor) tensor;
    }

    /** Gives each worker an array of its own. */
    public void replicate() {
        for (int i = 1; i < matrices.length; i++) {
            if (matrices[i] == matrices[0]) {
                matrices[i] = new float[size()];
            }
        }
    }

    /** The matrix that {@code worker} sees when it runs {@code trial}. */
    public float[] matrix(int trial, int worker) {
        return matrices[trials == 1 ? worker : trial];
    }

    public float[] matrix(int trial) {
        return matrices[trial];
    }

    /** What a row of values by step holds at this one. */
    static float now(float[] row, long step) {
        return row[(int) (step % row.length)];
    }

    @Override
    public int trials() {
        return trials;
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public Tensor reshape(int otherRows, int otherColumns) {
        Tensor.requireForm(this, otherRows, otherColumns);
        return new CpuTensor(matrices, trials, otherRows, otherColumns);
    }
}
