package dev.fathom.device.cpu.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.CpuDevice;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of products: each element of C once with each of its terms, few enough for kernels that do not pack. */
class CutsTest {
    @ParameterizedTest
    @CsvSource({
        "128, 64, 64",
        "128, 64, 784",
        "128, 512, 784",
        "784, 128, 128",
        "128, 10, 1024",
        "97, 200, 130",
        "13, 129, 5000",
        "3136, 192, 64",
        "192, 64, 3136",
        "1, 1, 3000000",
        "3000000, 1, 1",
        "7, 1000, 1000",
        "5, 127, 100000"
    })
    void everyElementOnceWithEveryTerm(int rows, int columns, int terms) {
        Cuts cuts = Cuts.small(rows, columns, terms);
        long elements = 0;
        for (int i = 0; i < cuts.count(); i++) {
            int covered = 0;
            for (int term = 0; term < terms; term += cuts.termsEach()) {
                Blas.Block block = cuts.block(i, term);
                assertThat((long) block.rows() * block.columns() * block.terms())
                        .as("%s of %s", block, cuts)
                        .isBetween(1L, 1_000_000L);
                covered += block.terms();
            }
            assertThat(covered).isEqualTo(terms);
            Blas.Block block = cuts.block(i, 0);
            Blas.Block next = i + 1 == cuts.count() ? null : cuts.block(i + 1, 0);
            boolean below = next != null && next.column() == block.column();
            assertThat(block.row() + block.rows()).isEqualTo(below ? next.row() : rows);
            assertThat(block.column() + block.columns())
                    .isEqualTo(below ? next.column() + next.columns() : next == null ? columns : next.column());
            elements += (long) block.rows() * block.columns();
        }
        assertThat(elements).isEqualTo((long) rows * columns);
    }

    /**
     * Against float64 sums, in blocks of rows, columns and terms, alone and in parts. The bound of a float32 sum of k
     * terms in any order: k 2^-24 of the sum of their magnitudes, and one more rounding for what C held.
     */
    @ParameterizedTest
    @CsvSource({"128, 64, 784", "97, 200, 130", "13, 129, 5000", "128, 576, 640", "96, 127, 128", "95, 128, 128"})
    void blocksMakeUpTheProduct(int rows, int columns, int terms) {
        for (int form = 0; form < 3; form++) {
            boolean transposeA = form == 1;
            boolean transposeB = form == 2;
            try (Device device = new CpuDevice(3);
                    Arena arena = device.arena()) {
                float[] a = normals(rows * terms, 1);
                float[] b = normals(terms * columns, 2);
                float[] c = normals(rows * columns, 3);
                Tensor left = arena.tensor(1, transposeA ? terms : rows, transposeA ? rows : terms);
                Tensor right = arena.tensor(1, transposeB ? columns : terms, transposeB ? terms : columns);
                Tensor result = arena.tensor(1, rows, columns);
                device.upload(a, left, 0);
                device.upload(b, right, 0);
                device.upload(c, result, 0);
                try (Program program =
                        device.record(ops -> ops.product(-0.5f, left, transposeA, right, transposeB, 1, result))) {
                    program.run(0, 1);
                }
                float[] found = device.download(result, 0);
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        double sum = c[i * columns + j];
                        double magnitude = Math.abs(sum);
                        for (int k = 0; k < terms; k++) {
                            double x = transposeA ? a[k * rows + i] : a[i * terms + k];
                            double term = -0.5 * x * (transposeB ? b[j * terms + k] : b[k * columns + j]);
                            sum += term;
                            magnitude += Math.abs(term);
                        }
                        double error = Math.abs(found[i * columns + j] - sum);
                        if (!(error <= (terms + 1) * 0x1p-24 * magnitude)) {
                            fail(
                                    "form %d, row %d, column %d: %s instead of %s",
                                    form, i, j, found[i * columns + j], sum);
                        }
                    }
                }
            }
        }
    }

    private static float[] normals(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
