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
            return new Blas(library, "OpenBLAS " + version());
        } catch (LinkageError | RuntimeException e) {
            return new Blas(
                    JavaBLAS.getInstance(), "plain Java products (OpenBLAS did not load: " + e.getMessage() + ")");
        }
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
     * Row-major C = alpha op(A) op(B) + beta C over rows {@code first} to {@code first + count} of C. BLAS is column-major,
     * so the factors change places.
     */
    void product(Matrix a, boolean transposeA, Matrix b, boolean transposeB, Matrix c, Factors factors, Rows rows) {
        int n = c.columns();
        int k = transposeA ? a.rows() : a.columns();
        int start = transposeA ? rows.first() : rows.first() * a.columns();
        library.sgemm(
                transposeB ? "T" : "N",
                transposeA ? "T" : "N",
                n,
                rows.count(),
                k,
                factors.alpha(),
                b.values(),
                0,
                b.columns(),
                a.values(),
                start,
                a.columns(),
                factors.beta(),
                c.values(),
                rows.first() * n,
                n);
    }

    record Matrix(float[] values, int rows, int columns) {}

    record Factors(float alpha, float beta) {}

    record Rows(int first, int count) {}
}
