package dev.fathom.device.cpu;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.io.File;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.javacpp.Loader;

/**
 * Single-precision products on heap arrays in place. netlib's JNI binding runs the library that bytedeco ships: MKL
 * where the jar was built with it ({@code mvn -Pmkl}), else OpenBLAS; always with one thread a call, as the trials of a
 * cohort keep the cores busy. A process loads one of them alone, for two would take each other's calls. Where neither
 * loads, netlib's plain Java takes over.
 *
 * @param library the products
 * @param isNative whether they are native code
 * @param description what runs, for the record of a result
 */
record Blas(BLAS library, boolean isNative, String description) {
    private static final Logger CHATTER = Logger.getLogger("dev.ludovic.netlib.blas");

    static Blas load() {
        CHATTER.setLevel(Level.OFF);
        try {
            return Mkl.bundled() ? Mkl.load() : OpenBlas.load();
        } catch (LinkageError | RuntimeException e) {
            return new Blas(
                    JavaBLAS.getInstance(),
                    false,
                    "plain Java products (no native ones loaded: " + e.getMessage() + ")");
        }
    }

    /** netlib over the library in a file; it looks there once, when its own native half is loaded. */
    static BLAS bind(File file) {
        System.setProperty("dev.ludovic.netlib.blas.nativeLibPath", file.getPath());
        return NativeBLAS.getInstance();
    }

    /** The version of a library that bytedeco ships, without that of its own tools. */
    static String version(String artifact) {
        try {
            String full = Loader.getVersion("org.bytedeco", artifact);
            return full.substring(0, full.indexOf('-'));
        } catch (java.io.IOException | RuntimeException e) {
            return "(version unknown)";
        }
    }

    /**
     * Products whose rounding does not depend on where in a matrix a column stands, as that of the native kernels does:
     * units that start equal stay equal to the last bit.
     */
    static Blas plainJava() {
        load(); // netlib looks for its native half once: it must not look in the wrong place
        return new Blas(JavaBLAS.getInstance(), false, "plain Java products");
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
