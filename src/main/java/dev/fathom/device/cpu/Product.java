package dev.fathom.device.cpu;

/**
 * C = alpha op(A) op(B) + beta C for each trial. Large products come in parts along the longer way through the weights,
 * so that no part packs the same weights again: rows of C for a weight gradient, columns of C otherwise.
 *
 * @param bias laid under the product in place of C, nullable: BLAS passes over C in any case
 */
record Product(
        Blas blas,
        float alpha,
        CpuTensor a,
        boolean transposeA,
        CpuTensor b,
        boolean transposeB,
        float beta,
        CpuTensor c,
        CpuTensor bias)
        implements TrialOperation {
    /** Rows or columns that a part has at least: narrower ones run 5 to 20 % slower in sum. */
    private static final int SIDE = 256;

    /** Floating-point operations that a part has at least. */
    private static final long WORK = 1L << 25;

    Product over(CpuTensor row) {
        return new Product(blas, alpha, a, transposeA, b, transposeB, 1, c, row);
    }

    @Override
    public int parts() {
        long inner = transposeA ? a.rows() : a.columns();
        int side = transposeA ? c.rows() : c.columns();
        return (int) Math.max(1, Math.min(side / SIDE, 2 * inner * c.size() / WORK));
    }

    @Override
    public void run(int trial, int part, int parts, int worker, long step) {
        int side = transposeA ? c.rows() : c.columns();
        int first = (int) ((long) side * part / parts);
        int count = (int) ((long) side * (part + 1) / parts) - first;
        // one allocation and no choice between two, so that HotSpot keeps it in registers
        Blas.Block block = new Blas.Block(
                transposeA ? first : 0,
                transposeA ? count : c.rows(),
                transposeA ? 0 : first,
                transposeA ? c.columns() : count);
        float[] target = c.matrix(trial, worker);
        if (bias != null) {
            Loops.repeatRow(bias.matrix(trial, worker), target, c.columns(), block);
        }
        blas.product(
                alpha,
                new Blas.Matrix(a.matrix(trial, worker), a.rows(), a.columns()),
                transposeA,
                new Blas.Matrix(b.matrix(trial, worker), b.rows(), b.columns()),
                transposeB,
                beta,
                new Blas.Matrix(target, c.rows(), c.columns()),
                block);
    }
}
