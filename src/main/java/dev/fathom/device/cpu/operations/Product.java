package dev.fathom.device.cpu.operations;

import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.blas.Cuts;
import dev.fathom.device.cpu.blas.Loops;

/**
 * C = alpha op(A) op(B) + beta C for each trial, in blocks that suit the library.
 *
 * @param bias laid under the product in place of C, nullable: BLAS passes over C in any case
 * @param panels a transposed group of rows of B for each thread, null where B is multiplied as it lies
 */
public record Product(
        Blas blas,
        float alpha,
        CpuTensor a,
        boolean transposeA,
        CpuTensor b,
        boolean transposeB,
        float beta,
        CpuTensor c,
        CpuTensor bias,
        Cuts cuts,
        float[][] panels)
        implements Accumulating {
    /** Rows or columns that a part has at least where kernels pack: narrower ones run 5 to 20 % slower in sum. */
    private static final int SIDE = 256;

    /** Floating-point operations that a part has at least. */
    private static final long WORK = 1L << 25;

    /**
     * Rows of A from which on B is transposed for it: small kernels multiply by a plain B a quarter faster, but
     * transposing an element costs as much as it saves on 64 rows.
     */
    private static final int ROWS = 96;

    /** @param panels arrays by thread that all products share, of any size */
    public static Product of(
            Blas blas,
            float alpha,
            CpuTensor a,
            boolean transposeA,
            CpuTensor b,
            boolean transposeB,
            float beta,
            CpuTensor c,
            float[][] panels) {
        requireFit(a, transposeA, b, transposeB, c);
        int terms = transposeA ? a.rows() : a.columns();
        boolean byPanels = blas.hasSmallKernels() && transposeB && !transposeA && c.rows() >= ROWS;
        Cuts cuts;
        if (byPanels || blas.hasSmallKernels() && !transposeB) {
            cuts = Cuts.small(c.rows(), c.columns(), terms);
        } else {
            // along the longer way through the weights, so that no block packs the same weights again
            int side = transposeA ? c.rows() : c.columns();
            int blocks = (int) Math.max(1, Math.min(side / SIDE, 2L * terms * c.size() / WORK));
            cuts = transposeA
                    ? Cuts.byRows(c.rows(), c.columns(), terms, blocks)
                    : Cuts.byColumns(c.rows(), c.columns(), terms, blocks);
        }
        return new Product(blas, alpha, a, transposeA, b, transposeB, beta, c, null, cuts, byPanels ? panels : null);
    }

    private static void requireFit(CpuTensor a, boolean transposeA, CpuTensor b, boolean transposeB, CpuTensor c) {
        int rows = transposeA ? a.columns() : a.rows();
        int inner = transposeA ? a.rows() : a.columns();
        int innerOfB = transposeB ? b.columns() : b.rows();
        int columns = transposeB ? b.rows() : b.columns();
        if (rows != c.rows() || inner != innerOfB || columns != c.columns()) {
            throw new IllegalArgumentException("a product of " + rows + " x " + inner + " and " + innerOfB + " x "
                    + columns + " does not fit a result of " + c.rows() + " x " + c.columns());
        }
    }

    @Override
    public Product over(CpuTensor row) {
        return new Product(blas, alpha, a, transposeA, b, transposeB, 1, c, row, cuts, panels);
    }

    @Override
    public int parts() {
        return (int) Math.max(1, Math.min(cuts.count(), 2L * cuts.terms() * c.size() / WORK));
    }

    @Override
    public void run(int trial, int part, int parts, int worker, int thread, long step) {
        boolean plain = panels == null;
        float[] right = b.matrix(trial, worker);
        float[] target = c.matrix(trial, worker);
        int end = (int) ((long) cuts.count() * (part + 1) / parts);
        int group = -1;
        for (int i = (int) ((long) cuts.count() * part / parts); i < end; i++) {
            Blas.Block block = cuts.block(i, 0);
            if (bias != null) {
                Loops.repeatRow(bias.matrix(trial, worker), target, c.columns(), block);
            }
            if (!plain && cuts.group(i) != group) {
                group = cuts.group(i);
                Loops.transpose(right, block.column(), block.columns(), cuts.terms(), panel(thread, block));
            }
            for (int term = 0; term < cuts.terms(); term += cuts.termsEach()) {
                // one allocation each and no choice between two, so that HotSpot keeps them in registers
                blas.product(
                        alpha,
                        new Blas.Matrix(a.matrix(trial, worker), a.rows(), a.columns()),
                        transposeA,
                        new Blas.Matrix(
                                plain ? right : panels[thread],
                                plain ? b.rows() : cuts.terms(),
                                plain ? b.columns() : block.columns(),
                                plain ? 0 : -block.column()),
                        transposeB && plain,
                        term == 0 ? beta : 1,
                        new Blas.Matrix(target, c.rows(), c.columns()),
                        cuts.block(i, term));
            }
        }
    }

    private float[] panel(int thread, Blas.Block block) {
        int size = cuts.terms() * block.columns();
        if (panels[thread] == null || panels[thread].length < size) {
            panels[thread] = new float[size];
        }
        return panels[thread];
    }
}
