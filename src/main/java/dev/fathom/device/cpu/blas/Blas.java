package dev.fathom.device.cpu.blas;

import dev.fathom.natives.Bundle;
import dev.fathom.natives.Natives;
import dev.fathom.natives.NativesException;
import dev.fathom.natives.Platform;
import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import java.nio.file.Path;
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
 * @param hasSmallKernels whether small products run without packing, as on OpenBLAS's kernels for AVX-512
 * @param description what runs, for the record of a result
 */
public record Blas(BLAS library, boolean isNative, boolean hasSmallKernels, String description) {
    private static final Logger CHATTER = Logger.getLogger("dev.ludovic.netlib.blas");

    private static final class Loaded {
        static final Blas BLAS = choose();
    }

    public static Blas load() {
        return Loaded.BLAS;
    }

    private static Blas choose() {
        CHATTER.setLevel(Level.OFF);
        try {
            return Mkl.bundled() ? Mkl.load() : OpenBlas.load();
        } catch (NativesException e) {
            return java("plain Java products (" + e.getMessage() + ")");
        } catch (LinkageError | RuntimeException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return java("plain Java products (no native ones loaded: " + reason + ")");
        }
    }

    /** netlib over the library in a file: it looks there as its own native half is loaded. */
    static Blas over(Path library, boolean hasSmallKernels, String description) {
        System.setProperty("dev.ludovic.netlib.blas.nativeLibPath", library.toString());
        Natives.load(Bundle.netlib(Platform.current()));
        return new Blas(NativeBLAS.getInstance(), true, hasSmallKernels, description);
    }

    private static Blas java(String description) {
        return new Blas(JavaBLAS.getInstance(), false, false, description);
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
    public static Blas plainJava() {
        CHATTER.setLevel(Level.OFF);
        return java("plain Java products");
    }

    /** Row-major C = alpha op(A) op(B) + beta C, for one block. BLAS is column-major, so the factors change places. */
    public void product(
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
                block.terms(),
                alpha,
                b.values(),
                transposeB ? b.at(block.column(), block.term()) : b.at(block.term(), block.column()),
                b.columns(),
                a.values(),
                transposeA ? a.at(block.term(), block.row()) : a.at(block.row(), block.term()),
                a.columns(),
                beta,
                c.values(),
                c.at(block.row(), block.column()),
                c.columns());
    }

    /**
     * sums = alpha (sum of the rows of x) + beta sums.
     *
     * @param ones as many as x has rows
     */
    public void columnSums(float alpha, Matrix x, float[] ones, float beta, float[] sums) {
        library.sgemv("N", x.columns(), x.rows(), alpha, x.values(), 0, x.columns(), ones, 0, 1, beta, sums, 0, 1);
    }

    /** Greatest absolute value; undefined where one is NaN. */
    public float largest(float[] x, int n) {
        return Math.abs(x[library.isamax(n, x, 0, 1)]);
    }

    /**
     * A row-major matrix.
     *
     * @param start where its first element stands, or would stand, among the values
     */
    public record Matrix(float[] values, int rows, int columns, int start) {
        public Matrix(float[] values, int rows, int columns) {
            this(values, rows, columns, 0);
        }

        int at(int row, int column) {
            return start + row * columns + column;
        }
    }

    /** Where a part of a product stands: rows and columns of C, and terms of the inner sums. */
    public record Block(int row, int rows, int column, int columns, int term, int terms) {}
}
