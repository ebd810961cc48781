package dev.fathom.theory.propagation;

import dev.fathom.net.Activate;
import dev.fathom.net.Attention;
import dev.fathom.net.Block;
import dev.fathom.net.Convolve;
import dev.fathom.net.Dense;
import dev.fathom.net.Extent;
import dev.fathom.net.Kernel;
import dev.fathom.net.Kernel.Padding;
import dev.fathom.net.Normalize;
import dev.fathom.net.Pool;
import dev.fathom.net.Positions;
import dev.fathom.net.Residual;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/**
 * The recursions of {@link Propagation} position by position (Xiao et al. 2018, arXiv:1806.05393), in logarithms. With V the
 * variance of a weight, C channels in and C' out, and o the offsets of the kernel that stay on the image:
 *
 * <pre>
 * q_l+1(p) = Σ_o C V E[φ(√q_l(p+o) z)²] + σ_b²
 * δ²_l(p)  = E[φ'(√q_l(p) z)²] Σ_o C' V δ²_l+1(p-o)
 * </pre>
 *
 * On a torus all positions are alike, and this is the recursion of dense nets with the fans k² C and k² C'. Zeros beyond the
 * border take signal from the positions near it. Behind a mean over positions the signal depends on their correlations,
 * which are not followed; the gradient does not.
 */
final class PositionRecursion implements Block.Visitor<Void> {
    private final FiniteNetwork network;
    private final ActivationMap activation;
    private final List<double[]> preactivations = new ArrayList<>(); // ln q by layer and position
    private final List<double[]> seen = new ArrayList<>(); // by the activation behind each layer
    private final double[] gradients; // means over positions, by layer
    private List<Part> trace = new ArrayList<>();
    private int toLastLayer; // parts of the whole net's trace up to there
    private Extent extent;
    private double[] signal; // NaN where it is unknown

    /** What the second moments of a gradient meet on their way back. */
    private interface Part {
        double[] back(double[] gradient);
    }

    PositionRecursion(FiniteNetwork network, double input) {
        this.network = network;
        activation = new ActivationMap(network.activation());
        gradients = new double[network.layers().size()];
        extent = network.spec().input();
        signal = new double[extent.positions()];
        Arrays.fill(signal, Math.log(input));
        for (Block block : network.spec().blocks()) {
            int layers = preactivations.size();
            pass(block);
            toLastLayer = preactivations.size() > layers ? trace.size() : toLastLayer;
        }
        walkBack(trace.subList(0, toLastLayer), new double[preactivations.get(gradients.length - 1).length]);
    }

    private void pass(Block block) {
        block.accept(this);
        extent = block.output(extent);
    }

    /** ln of the mean second moment of pre-activations by layer; NaN behind a mean over positions. */
    double logSquare(int layer) {
        return logMean(preactivations.get(layer));
    }

    /** ln E[φ²] behind each layer, likewise. */
    double logActivation(int layer) {
        return logMean(each(seen.get(layer), this::logSquare));
    }

    /** ln of the gradient's second moment, over that of the last layer's. */
    double logGradient(int layer) {
        return gradients[layer] - gradients[gradients.length - 1];
    }

    private double logSquare(double logQ) {
        return activation.logSquare(at(logQ));
    }

    private static Signal at(double logQ) {
        return new Signal(logQ, OptionalDouble.empty());
    }

    private static double[] each(double[] values, DoubleUnaryOperator of) {
        double[] results = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            // most positions are alike
            results[i] = i > 0 && values[i] == values[i - 1] ? results[i - 1] : of.applyAsDouble(values[i]);
        }
        return results;
    }

    private static double logMean(double[] values) {
        double sum = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            sum = Signal.logSum(sum, value);
        }
        return sum - Math.log(values.length);
    }

    @Override
    public Void dense(Dense block) {
        Layer layer = network.layers().get(preactivations.size());
        layer(layer.forward(), layer.backward());
        return null;
    }

    /** At each position by itself. */
    private void layer(double forward, double backward) {
        layer(each(signal, q -> q + Math.log(forward)), gradient -> each(gradient, g -> g + Math.log(backward)));
    }

    @Override
    public Void convolve(Convolve block) {
        Layer layer = network.layers().get(preactivations.size());
        if (layer.central()) {
            layer(layer.forward(), layer.backward());
            return null;
        }
        int[][] seenFrom = offsets(extent, block.kernel());
        int[][] seenBy = offsetsBack(seenFrom);
        double forward = Math.log(layer.forward() / block.kernel().area());
        double backward = Math.log(layer.backward() / block.kernel().area());
        layer(sums(signal, seenFrom, forward), gradient -> sums(gradient, seenBy, backward));
        return null;
    }

    private void layer(double[] sums, Part back) {
        int number = preactivations.size();
        double bias = Math.log(network.layers().get(number).biasVariance());
        signal = each(sums, q -> Signal.logSum(q, bias));
        preactivations.add(signal);
        seen.add(signal);
        trace.add(gradient -> {
            gradients[number] = logMean(gradient);
            return back.back(gradient);
        });
    }

    /** By position those that its kernel sees, as often as it does. */
    private static int[][] offsets(Extent extent, Kernel kernel) {
        int[][] seen = new int[extent.positions()][];
        for (int position = 0; position < seen.length; position++) {
            int[] found = new int[kernel.area()];
            int count = 0;
            for (int offset = 0; offset < kernel.area(); offset++) {
                int y = position / extent.width() + offset / kernel.size() - kernel.reach();
                int x = position % extent.width() + offset % kernel.size() - kernel.reach();
                if (kernel.padding() == Padding.CIRCULAR) {
                    y = Math.floorMod(y, extent.height());
                    x = Math.floorMod(x, extent.width());
                }
                if (y >= 0 && y < extent.height() && x >= 0 && x < extent.width()) {
                    found[count++] = y * extent.width() + x;
                }
            }
            seen[position] = Arrays.copyOf(found, count);
        }
        return seen;
    }

    private static int[][] offsetsBack(int[][] seen) {
        List<List<Integer>> by = new ArrayList<>();
        for (int i = 0; i < seen.length; i++) {
            by.add(new ArrayList<>());
        }
        for (int position = 0; position < seen.length; position++) {
            for (int from : seen[position]) {
                by.get(from).add(position);
            }
        }
        return by.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    private static double[] sums(double[] values, int[][] of, double factor) {
        double[] sums = new double[of.length];
        for (int i = 0; i < of.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int from : of[i]) {
                largest = Math.max(largest, values[from]);
            }
            double sum = 0;
            for (int from : of[i]) {
                sum += Math.exp(values[from] - largest);
            }
            sums[i] = largest == Double.NEGATIVE_INFINITY ? largest : factor + largest + Math.log(sum);
        }
        return sums;
    }

    @Override
    public Void normalize(Normalize block) {
        Inapplicable.requirePositionwise(block);
        double[] before = signal;
        trace.add(gradient -> sum(gradient, before, -1));
        signal = new double[before.length];
        seen.set(seen.size() - 1, signal);
        return null;
    }

    private static double[] sum(double[] a, double[] b, double factor) {
        double[] sum = new double[a.length];
        Arrays.setAll(sum, i -> a[i] + factor * b[i]);
        return sum;
    }

    @Override
    public Void activate(Activate block) {
        double[] slopes = each(signal, q -> activation.logGradient(at(q)));
        trace.add(gradient -> sum(gradient, slopes, 1));
        signal = each(signal, this::logSquare);
        return null;
    }

    @Override
    public Void residual(Residual block) {
        double[] before = signal;
        double scale = 2 * Math.log(Math.abs(block.scale()));
        List<Part> outside = trace;
        List<Part> branch = new ArrayList<>();
        trace = branch;
        int layers = preactivations.size();
        block.branch().subList(0, block.branch().size() - 1).forEach(this::pass);
        int beforeLast = preactivations.size();
        pass(block.branch().get(block.branch().size() - 1));
        signal = logSums(before, signal, scale);
        int last = preactivations.size() - 1;
        boolean endsInLayer = preactivations.size() > Math.max(beforeLast, layers);
        if (endsInLayer) {
            preactivations.set(last, signal); // what a layer before a sum is known by
            seen.set(last, signal);
        }
        trace = outside;
        trace.add(gradient -> {
            double[] through = walkBack(branch, each(gradient, g -> g + scale));
            if (endsInLayer) {
                gradients[last] = logMean(gradient);
            }
            return logSums(gradient, through, 0);
        });
        return null;
    }

    private static double[] logSums(double[] a, double[] b, double factorOfB) {
        double[] sums = new double[a.length];
        Arrays.setAll(sums, i -> Signal.logSum(a[i], b[i] + factorOfB));
        return sums;
    }

    @Override
    public Void positions(Positions block) {
        throw new IllegalStateException("no theory of positions beside convolutions");
    }

    @Override
    public Void attend(Attention block) {
        throw new IllegalStateException("no theory of attention beside convolutions");
    }

    @Override
    public Void pool(Pool block) {
        int positions = signal.length;
        trace.add(gradient -> {
            double[] shares = new double[positions];
            Arrays.fill(shares, gradient[0] - 2 * Math.log(positions));
            return shares;
        });
        signal = positions == 1 ? signal : new double[] {Double.NaN};
        return null;
    }

    private static double[] walkBack(List<Part> parts, double[] from) {
        double[] gradient = from;
        for (int i = parts.size() - 1; i >= 0; i--) {
            gradient = parts.get(i).back(gradient);
        }
        return gradient;
    }
}
