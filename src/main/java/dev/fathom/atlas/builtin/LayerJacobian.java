package dev.fathom.atlas.builtin;

import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Setting;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.network.Network;
import dev.fathom.net.architecture.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/** The Jacobian of one layer's pre-activations by those of the layer below, diag(φ') W, at a sample of the data from 0 to 1. */
final class LayerJacobian {
    private LayerJacobian() {}

    /** For each of so many networks the mean singular value, over the Jacobians of layers 2 and up. */
    static double[] meanSingularValues(ClaimRunner lab, ClaimNetwork net, int networks) {
        lab.progress().accept("taking the layers' Jacobians of " + networks + " networks of " + net);
        lab.record(Setting.untrained(
                        "singular values of each layer's Jacobian at a sample scaled to 0 to 1", net, 1, networks)
                .with("data", lab.data()));
        Samples samples = lab.pixels();
        return LongStream.range(0, networks)
                .mapToDouble(seed -> meanSingularValue(lab.device(), net, samples, seed))
                .toArray();
    }

    private static double meanSingularValue(Device device, ClaimNetwork net, Samples samples, long seed) {
        Shape shape = Shape.uniform(samples.width(), net.depth(), net.width(), 0);
        Cohort cohort = new Cohort(shape, net.ties(), 1, List.of(net.setup(1, seed)));
        try (Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            int first = (int) seed * samples.width();
            float[] sample = Arrays.copyOfRange(samples.features(), first, first + samples.width());
            Tensor x = arena.constant(samples.width(), sample);
            network.draw(device);
            try (Program forward = device.record(ops -> network.forward(ops, x))) {
                forward.run();
            }
            double sum = 0;
            for (int layer = 1; layer < net.depth(); layer++) {
                float[] slopes = device.download(network.slope(layer), 0);
                float[] weights = device.download(network.weights(layer + 1), 0);
                sum += meanSingularValue(slopes, weights);
            }
            return sum / (net.depth() - 1);
        }
    }

    private static double meanSingularValue(float[] slopes, float[] weights) {
        int n = slopes.length;
        double[][] jacobian = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                jacobian[i][j] = (double) slopes[i] * weights[i * n + j];
            }
        }
        double[] values = new SingularValueDecomposition(new Array2DRowRealMatrix(jacobian, false)).getSingularValues();
        return Arrays.stream(values).average().orElseThrow();
    }
}
