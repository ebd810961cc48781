package dev.fathom.device.cpu.operations;

import dev.fathom.activation.Float32;
import dev.fathom.device.Heads;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.blas.Blas.Block;
import dev.fathom.device.cpu.blas.Blas.Matrix;
import java.util.Arrays;

/** Attention, one sample at a time: its scores and what they mix stay in the cache, and products are small. */
public final class Attention {
    /** Floating-point operations that a part has at least. */
    private static final long WORK = 1L << 25;

    private final Blas blas;
    private final Heads heads;
    private final CpuTensor query;
    private final CpuTensor key;
    private final CpuTensor value;
    private final CpuTensor weights; // (B heads P, P)
    private final int samples;
    private final int positions;
    private final int channels; // of all heads
    private final int each; // channels of a head
    private final float scale;

    public Attention(Blas blas, Heads heads, Projections in, CpuTensor weights) {
        this.blas = blas;
        this.heads = heads;
        this.weights = weights;
        query = CpuTensor.of(in.query());
        key = CpuTensor.of(in.key());
        value = CpuTensor.of(in.value());
        heads.requireFit(query);
        samples = heads.samples(query);
        positions = heads.positions();
        channels = query.columns();
        each = heads.channels(query);
        scale = heads.scale(query);
    }

    /** @param out (B P, d) */
    public TrialOperation forward(CpuTensor out) {
        return inParts(4, (trial, worker, thread, sample) -> {
            float[] p = weights.matrix(trial, worker);
            for (int head = 0; head < heads.count(); head++) {
                product(
                        scale,
                        slice(query, trial, worker, sample, head),
                        false,
                        slice(key, trial, worker, sample, head),
                        true,
                        scores(p, sample, head),
                        positions,
                        each);
            }
            int first = sample * heads.count() * positions;
            softmax(p, first, first + heads.count() * positions);
            for (int head = 0; head < heads.count(); head++) {
                product(
                        1,
                        scores(p, sample, head),
                        false,
                        slice(value, trial, worker, sample, head),
                        false,
                        slice(out, trial, worker, sample, head),
                        each,
                        positions);
            }
        });
    }

    /** @param delta (B P, d) */
    public TrialOperation backward(CpuTensor delta, Projections gradients, float[][] scratch) {
        CpuTensor ofQuery = CpuTensor.of(gradients.query());
        CpuTensor ofKey = CpuTensor.of(gradients.key());
        CpuTensor ofValue = CpuTensor.of(gradients.value());
        return inParts(8, (trial, worker, thread, sample) -> {
            float[] p = weights.matrix(trial, worker);
            float[] byWeight = scratch(scratch, thread);
            for (int head = 0; head < heads.count(); head++) {
                Matrix shares = scores(p, sample, head);
                Matrix arriving = slice(delta, trial, worker, sample, head);
                product(1, shares, true, arriving, false, slice(ofValue, trial, worker, sample, head), each, positions);
                product(
                        1,
                        arriving,
                        false,
                        slice(value, trial, worker, sample, head),
                        true,
                        new Matrix(byWeight, positions, positions),
                        positions,
                        each);
                softmaxBackward(p, shares.start(), byWeight);
                product(
                        scale,
                        shares,
                        false,
                        slice(key, trial, worker, sample, head),
                        false,
                        slice(ofQuery, trial, worker, sample, head),
                        each,
                        positions);
                product(
                        scale,
                        shares,
                        true,
                        slice(query, trial, worker, sample, head),
                        false,
                        slice(ofKey, trial, worker, sample, head),
                        each,
                        positions);
            }
        });
    }

    @FunctionalInterface
    private interface OfSample {
        void run(int trial, int worker, int thread, int sample);
    }

    /** @param products of P x P x d/heads for each head */
    private TrialOperation inParts(int products, OfSample operation) {
        long flops = 2L * products * positions * positions * channels * samples;
        int most = (int) Math.max(1, Math.min(samples, flops / WORK));
        return new TrialOperation() {
            @Override
            public void run(int trial, int part, int parts, int worker, int thread, long step) {
                int end = (int) ((long) samples * (part + 1) / parts);
                for (int sample = (int) ((long) samples * part / parts); sample < end; sample++) {
                    operation.run(trial, worker, thread, sample);
                }
            }

            @Override
            public int parts() {
                return most;
            }
        };
    }

    /** The channels of one head of one sample. */
    private Matrix slice(CpuTensor x, int trial, int worker, int sample, int head) {
        return new Matrix(x.matrix(trial, worker), positions, channels, sample * positions * channels + head * each);
    }

    private Matrix scores(float[] p, int sample, int head) {
        return new Matrix(p, positions, positions, (sample * heads.count() + head) * positions * positions);
    }

    /** C = alpha op(A) op(B), where C has as many rows as there are positions. */
    private void product(
            float alpha, Matrix a, boolean transposeA, Matrix b, boolean transposeB, Matrix c, int columns, int terms) {
        blas.product(alpha, a, transposeA, b, transposeB, 0, c, new Block(0, positions, 0, columns, 0, terms));
    }

    private float[] scratch(float[][] scratch, int thread) {
        int size = positions * positions;
        if (scratch[thread] == null || scratch[thread].length < size) {
            scratch[thread] = new float[size];
        }
        return scratch[thread];
    }

    /** Rows of scores become shares. */
    private void softmax(float[] x, int firstRow, int endRow) {
        for (int row = firstRow; row < endRow; row++) {
            int start = row * positions;
            subtract(x, largest(x, start, start + seen(row)), start, start + positions);
        }
        Float32.exponentials(x, firstRow * positions, endRow * positions);
        for (int row = firstRow; row < endRow; row++) {
            int start = row * positions;
            int end = start + seen(row);
            scale(x, 1 / sum(x, start, end), start, end);
            Arrays.fill(x, end, start + positions, 0);
        }
    }

    /** Positions that the one of this row sees. */
    private int seen(int row) {
        return heads.causal() ? row % positions + 1 : positions;
    }

    /** p ← p (g - Σ p g), row by row: the gradient by the scores, from that by the shares. */
    private void softmaxBackward(float[] p, int start, float[] g) {
        for (int row = 0; row < positions; row++) {
            int seen = seen(row);
            multiply(p, start + row * positions, g, row * positions, seen);
        }
    }

    private static void multiply(float[] p, int start, float[] g, int from, int count) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            a += p[start + i] * g[from + i];
            b += p[start + i + 1] * g[from + i + 1];
            c += p[start + i + 2] * g[from + i + 2];
            d += p[start + i + 3] * g[from + i + 3];
        }
        for (; i < count; i++) {
            a += p[start + i] * g[from + i];
        }
        float mean = a + b + (c + d);
        for (i = 0; i < count; i++) {
            p[start + i] *= g[from + i] - mean;
        }
    }

    private static float largest(float[] x, int from, int to) {
        float a = x[from];
        float b = a;
        float c = a;
        float d = a;
        int i = from + 1;
        for (; i + 3 < to; i += 4) {
            a = Math.max(a, x[i]);
            b = Math.max(b, x[i + 1]);
            c = Math.max(c, x[i + 2]);
            d = Math.max(d, x[i + 3]);
        }
        for (; i < to; i++) {
            a = Math.max(a, x[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static void subtract(float[] x, float shift, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] -= shift;
        }
    }

    private static float sum(float[] x, int from, int to) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = from;
        for (; i + 3 < to; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < to; i++) {
            a += x[i];
        }
        return a + b + (c + d);
    }

    private static void scale(float[] x, float factor, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] *= factor;
        }
    }
}
