package dev.fathom.device.cpu;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.File;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Single-precision products on heap arrays in place. netlib's JNI binding runs the OpenBLAS that bytedeco ships, always
 * with one thread a call: the trials of a cohort keep the cores busy. Where that library does not load, netlib's plain
 * Java takes over.
 *
 * @param library the products
 * @param description what runs, for the record of a result
 */
record Blas(BLAS library, String description) {
    private static final Logger CHATTER = Logger.getLogger("dev.ludovic.netlib.blas");

    static Blas load() {
        CHATTER.setLevel(Level.OFF);
        try {
            File binding = new File(Loader.load(openblas_nolapack.class));
            File openblas = new File(binding.getParentFile(), System.mapLibraryName("openblas_nolapack") + ".0");
            // netlib reads this once, when its native half is loaded
            System.setProperty("dev.ludovic.netlib.blas.nativeLibPath", openblas.getPath());
            BLAS library = NativeBLAS.getInstance();
            openblas_nolapack.blas_set_num_threads(1);
            return new Blas(library, "OpenBLAS " + version() + overruled());
        } catch (LinkageError | RuntimeException e) {
            return new Blas(
                    JavaBLAS.getInstance(), "plain Java products (OpenBLAS did not load: " + e.getMessage() + ")");
        }
    }

    /**
     * Products whose rounding does not depend on where in a matrix a column stands, as that of OpenBLAS's kernels does:
     * units that start equal stay equal to the last bit.
     */
    static Blas plainJava() {
        load(); // netlib looks for its native half once: it must not look in the wrong place
        return new Blas(JavaBLAS.getInstance(), "plain Java products");
    }

    /** OpenBLAS knows the processor's best kernels, unless the environment knows better: that may cost half the speed. */
    private static String overruled() {
        String core = System.getenv("OPENBLAS_CORETYPE");
        return core == null ? "" : " (" + core + " kernels by OPENBLAS_CORETYPE)";
    }

    private static String version() {
        try {
            String full = Loader.getVersion("org.bytedeco", "openblas");
            return full.substring(0, full.indexOf('-'));
        } catch (java.io.IOException | RuntimeException e) {
            return "(version unknown)";
        }
    }

    /**
     * Row-major C = alpha op(A) op(B) + beta C, for one block of C. BLAS is column-major, so the factors change places.
     */
    void product(
            float alpha,
            Matrix a,
            boolean transposeA,
            Matrix b,
            boolean transposeB,
            float beta,
            Matrix c,
            Block block) {
        library.sgemm(
                transposeB ? "T" : "N",
                transposeA ? "T" : "N",
                block.columns(),
                block.rows(),
                transposeA ? a.rows() : a.columns(),
                alpha,
                b.values(),
                transposeB ? block.column() * b.columns() : block.column(),
                b.columns(),
                a.values(),
                transposeA ? block.row() : block.row() * a.columns(),
                a.columns(),
                beta,
                c.values(),
                block.row() * c.columns() + block.column(),
                c.columns());
    }

    /**
     * sums = alpha (sum of the rows of x) + beta sums.
     *
     * @param ones as many as x has rows
     */
    void columnSums(float alpha, Matrix x, float[] ones, float beta, float[] sums) {
        library.sgemv("N", x.columns(), x.rows(), alpha, x.values(), 0, x.columns(), ones, 0, 1, beta, sums, 0, 1);
    }

    /** Greatest absolute value; undefined where one is NaN. */
    float largest(float[] x, int n) {
        return Math.abs(x[library.isamax(n, x, 0, 1)]);
    }

    record Matrix(float[] values, int rows, int columns) {}

    /** Where a part of a matrix stands. */
    record Block(int row, int rows, int column, int columns) {}
}
