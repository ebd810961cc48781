package dev.fathom.engine;

import dev.fathom.activation.Activation;
import dev.fathom.device.AttentionOracle;
import dev.fathom.device.Heads;
import dev.fathom.net.Activate;
import dev.fathom.net.Attention;
import dev.fathom.net.Block;
import dev.fathom.net.Convolve;
import dev.fathom.net.Dense;
import dev.fathom.net.Extent;
import dev.fathom.net.Kernel;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Normalize;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.Pool;
import dev.fathom.net.Positions;
import dev.fathom.net.Residual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A network of blocks in float64, forward alone and written from the blocks' definitions: gradients come from differences
 * of its losses, so that it shares nothing with the engine.
 */
public final class BlockOracle implements Block.Visitor<Void> {
    private static final double EPSILON = 1e-5;

    private final NetworkSpec network;
    private final Activation activation;

    /** By layer, row-major. */
    final List<double[]> weights;

    final List<double[]> biases;

    /** By normalization; null where there is none. */
    final List<double[]> gains = new ArrayList<>();

    final List<double[]> shifts = new ArrayList<>();
    private double[][] signal; // [sample and position][channel]
    private Extent extent;
    private int layer;
    private int norm;

    public BlockOracle(NetworkSpec network, Activation activation, List<double[]> weights, List<double[]> biases) {
        this.network = network;
        this.activation = activation;
        this.weights = weights;
        this.biases = biases;
    }

    /** All gains are 1 and all shifts 0, as they start. */
    public void withFreshNorms(int channels) {
        double[] ones = new double[channels];
        Arrays.fill(ones, 1);
        gains.addAll(Collections.nCopies(network.blocks().size() * 4, ones));
        shifts.addAll(Collections.nCopies(gains.size(), null));
    }

    public double[][] outputs(double[][] inputs) {
        signal = inputs;
        layer = 0;
        norm = 0;
        extent = network.input();
        network.blocks().forEach(this::pass);
        return signal;
    }

    private void pass(Block block) {
        block.accept(this);
        extent = block.output(extent);
    }

    /** Mean cross-entropy. */
    double loss(double[][] inputs, int[] labels) {
        double[][] logits = outputs(inputs);
        return IntStream.range(0, labels.length)
                .mapToDouble(i -> {
                    double max = IntStream.range(0, logits[i].length)
                            .mapToDouble(j -> logits[i][j])
                            .max()
                            .orElseThrow();
                    double sum = 0;
                    for (double logit : logits[i]) {
                        sum += Math.exp(logit - max);
                    }
                    return Math.log(sum) + max - logits[i][labels[i]];
                })
                .average()
                .orElseThrow();
    }

    @Override
    public Void dense(Dense block) {
        double[] w = weights.get(layer);
        double[] b = biases.get(layer);
        layer++;
        double[][] out = new double[signal.length][block.units()];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < out[i].length; j++) {
                out[i][j] = b[j];
                for (int k = 0; k < signal[i].length; k++) {
                    out[i][j] += signal[i][k] * w[k * block.units() + j];
                }
            }
        }
        signal = out;
        return null;
    }

    @Override
    public Void positions(Positions block) {
        double[] vectors = weights.get(layer);
        layer++;
        int width = signal[0].length;
        double[][] out = new double[signal.length][width];
        for (int row = 0; row < out.length; row++) {
            for (int j = 0; j < width; j++) {
                out[row][j] = signal[row][j] + vectors[row % extent.positions() * width + j];
            }
        }
        signal = out;
        return null;
    }

    @Override
    public Void attend(Attention block) {
        double[][] in = signal;
        int width = in[0].length;
        List<double[]> projections = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            signal = in;
            dense(Dense.hidden(width));
            projections.add(
                    Arrays.stream(signal).flatMapToDouble(Arrays::stream).toArray());
        }
        Heads heads = new Heads(block.heads(), extent.positions(), block.causal());
        double[] out =
                new AttentionOracle(heads, width, projections.get(0), projections.get(1), projections.get(2)).forward();
        signal = IntStream.range(0, in.length)
                .mapToObj(row -> Arrays.copyOfRange(out, row * width, (row + 1) * width))
                .toArray(double[][]::new);
        return null;
    }

    @Override
    public Void convolve(Convolve block) {
        double[] w = weights.get(layer);
        double[] b = biases.get(layer);
        layer++;
        int size = block.kernel().size();
        double[][] out = new double[signal.length][];
        for (int row = 0; row < out.length; row++) {
            out[row] = b.clone();
            int position = row % extent.positions();
            for (int offset = 0; offset < size * size; offset++) {
                int y = position / extent.width() + offset / size - size / 2;
                int x = position % extent.width() + offset % size - size / 2;
                if (block.kernel().padding() == Kernel.Padding.CIRCULAR) {
                    y = Math.floorMod(y, extent.height());
                    x = Math.floorMod(x, extent.width());
                } else if (y < 0 || x < 0 || y >= extent.height() || x >= extent.width()) {
                    continue;
                }
                double[] seen = signal[row - position + y * extent.width() + x];
                for (int k = 0; k < seen.length; k++) {
                    for (int j = 0; j < b.length; j++) {
                        out[row][j] += seen[k] * w[(offset * seen.length + k) * b.length + j];
                    }
                }
            }
        }
        signal = out;
        return null;
    }

    @Override
    public Void pool(Pool block) {
        int positions = extent.positions();
        double[][] out = new double[signal.length / positions][extent.channels()];
        for (int row = 0; row < signal.length; row++) {
            for (int j = 0; j < extent.channels(); j++) {
                out[row / positions][j] += signal[row][j] / positions;
            }
        }
        signal = out;
        return null;
    }

    @Override
    public Void normalize(Normalize block) {
        double[][] groups = block.norm() == Norm.BATCH ? transposed(signal) : signal;
        double[][] normalized = new double[groups.length][];
        for (int i = 0; i < groups.length; i++) {
            double[] group = groups[i];
            double mean = block.norm() == Norm.RMS
                    ? 0
                    : Arrays.stream(group).average().orElseThrow();
            double variance = Arrays.stream(group)
                    .map(x -> (x - mean) * (x - mean))
                    .average()
                    .orElseThrow();
            double deviation = Math.sqrt(variance + EPSILON);
            normalized[i] =
                    Arrays.stream(group).map(x -> (x - mean) / deviation).toArray();
        }
        double[][] out = block.norm() == Norm.BATCH ? transposed(normalized) : normalized;
        if (block.affine()) {
            double[] gain = gains.get(norm);
            double[] shift = shifts.get(norm);
            for (double[] row : out) {
                Arrays.setAll(row, j -> row[j] * gain[j] + (shift == null ? 0 : shift[j]));
            }
        }
        norm++;
        signal = out;
        return null;
    }

    private static double[][] transposed(double[][] matrix) {
        double[][] turned = new double[matrix[0].length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix[0].length; j++) {
                turned[j][i] = matrix[i][j];
            }
        }
        return turned;
    }

    @Override
    public Void activate(Activate block) {
        double[][] out = new double[signal.length][];
        for (int i = 0; i < out.length; i++) {
            out[i] = Arrays.stream(signal[i]).map(activation::value).toArray();
        }
        signal = out;
        return null;
    }

    @Override
    public Void residual(Residual block) {
        double[][] before = signal;
        block.branch().forEach(this::pass);
        double[][] out = new double[before.length][before[0].length];
        for (int i = 0; i < out.length; i++) {
            for (int j = 0; j < out[i].length; j++) {
                out[i][j] = before[i][j] + block.scale() * signal[i][j];
            }
        }
        signal = out;
        return null;
    }
}
