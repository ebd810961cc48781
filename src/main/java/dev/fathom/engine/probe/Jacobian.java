package dev.fathom.engine.probe;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.network.Lsuv;
import dev.fathom.engine.network.Network;
import dev.fathom.init.Distribution;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.architecture.Shape;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * Singular values of the Jacobian of the last hidden activation by the input (Saxe et al. 2013, Pennington et al. 2017),
 * at one standard normal input for each trial. One backward pass does it: every row of the batch holds the same sample,
 * and the cotangents are the rows of the identity.
 */
public final class Jacobian {
    private Jacobian() {}

    /** For each trial the singular values, greatest first. The cohort's batch is replaced by what the pass needs. */
    public static List<double[]> singularValues(Device device, Cohort cohort) {
        if (!cohort.architecture().isDense()) {
            throw new IllegalArgumentException(
                    "the Jacobian of one sample is taken in networks of dense layers, not in " + cohort.architecture());
        }
        Shape hidden = new Shape(cohort.shape().inputs(), cohort.shape().widths(), 0);
        int outputs = hidden.fanOut(hidden.depth());
        Cohort square = new Cohort(hidden, cohort.architecture(), outputs, cohort.trials());
        try (Arena arena = device.arena()) {
            Network network = new Network(arena, square);
            if (network.normalizers().stream().anyMatch(normalizer -> normalizer.norm() == Norm.BATCH)) {
                throw new IllegalArgumentException("under batch normalization an output depends on every sample of the"
                        + " batch: there is no Jacobian of one sample");
            }
            Tensor x = arena.tensor(square.size(), outputs, hidden.inputs());
            Tensor gradient = arena.tensor(square.size(), outputs, hidden.inputs());
            float[] identity = identity(outputs);
            for (int trial = 0; trial < square.size(); trial++) {
                long key = Philox.key(square.trials().get(trial).seed(), 0, Purpose.INPUT);
                float[] sample = new Distribution.Normal(0, 1).draw(key, 1, hidden.inputs());
                device.upload(repeat(sample, outputs), x, trial);
                device.upload(identity, network.outputGradient(), trial);
            }
            network.draw(device);
            Lsuv.rescale(device, arena, network, ops -> {}, x);
            try (Program program = device.record(ops -> {
                network.forward(ops, x);
                network.pullBack(ops, gradient);
            })) {
                program.run();
            }
            List<double[]> values = new ArrayList<>();
            for (int trial = 0; trial < square.size(); trial++) {
                values.add(decompose(device.download(gradient, trial), outputs, hidden.inputs()));
            }
            return values;
        }
    }

    private static double[] decompose(float[] values, int rows, int columns) {
        double[][] matrix = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix[i][j] = values[i * columns + j];
            }
        }
        return new SingularValueDecomposition(new Array2DRowRealMatrix(matrix, false)).getSingularValues();
    }

    private static float[] identity(int n) {
        float[] matrix = new float[n * n];
        for (int i = 0; i < n; i++) {
            matrix[i * n + i] = 1;
        }
        return matrix;
    }

    private static float[] repeat(float[] row, int times) {
        float[] rows = new float[row.length * times];
        for (int i = 0; i < times; i++) {
            System.arraycopy(row, 0, rows, i * row.length, row.length);
        }
        return rows;
    }
}
