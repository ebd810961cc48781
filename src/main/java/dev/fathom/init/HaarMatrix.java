package dev.fathom.init;

/**
 * Orthonormal matrices with Haar's measure: the Q of a Gaussian matrix, each column times the sign of R's diagonal
 * (Mezzadri 2007). Householder reflections in float64, applied row by row so that the inner loops run over contiguous
 * memory.
 */
final class HaarMatrix {
    private HaarMatrix() {}

    /** gain Q of shape (fanIn, fanOut), row-major; its rows or columns are orthonormal, whichever are fewer. */
    static float[] draw(Philox stream, double gain, int fanIn, int fanOut) {
        int rows = Math.max(fanIn, fanOut);
        int columns = Math.min(fanIn, fanOut);
        float[] normals = new float[rows * columns];
        stream.normals(normals);
        double[][] a = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                a[i][j] = normals[i * columns + j];
            }
        }
        double[][] q = orthonormal(a);
        float[] w = new float[fanIn * fanOut];
        for (int i = 0; i < fanIn; i++) {
            for (int j = 0; j < fanOut; j++) {
                w[i * fanOut + j] = (float) (gain * (fanIn >= fanOut ? q[i][j] : q[j][i]));
            }
        }
        return w;
    }

    /** The thin Q of a tall matrix, which is overwritten. */
    private static double[][] orthonormal(double[][] a) {
        int rows = a.length;
        int columns = a[0].length;
        double[][] reflectors = new double[columns][];
        double[] signs = new double[columns];
        for (int k = 0; k < columns; k++) {
            double[] v = reflector(a, k);
            reflectors[k] = v;
            reflect(a, v, k);
            signs[k] = Math.signum(a[k][k]);
        }
        double[][] q = new double[rows][columns];
        for (int j = 0; j < columns; j++) {
            q[j][j] = signs[j];
        }
        for (int k = columns - 1; k >= 0; k--) {
            reflect(q, reflectors[k], k);
        }
        return q;
    }

    /** The unit vector v for which I - 2 v vᵀ clears column k below the diagonal; v starts at row k. */
    private static double[] reflector(double[][] a, int k) {
        double[] v = new double[a.length - k];
        double squares = 0;
        for (int i = 0; i < v.length; i++) {
            v[i] = a[k + i][k];
            squares += v[i] * v[i];
        }
        double norm = Math.sqrt(squares);
        double head = v[0];
        v[0] += head >= 0 ? norm : -norm;
        double length = Math.sqrt(squares - head * head + v[0] * v[0]);
        for (int i = 0; i < v.length && length > 0; i++) {
            v[i] /= length;
        }
        return v;
    }

    /** a ← (I - 2 v vᵀ) a, where v acts on the rows from k; columns before k are untouched. */
    private static void reflect(double[][] a, double[] v, int k) {
        int columns = a[0].length;
        double[] projection = new double[columns];
        for (int i = 0; i < v.length; i++) {
            addScaled(v[i], a[k + i], projection, k);
        }
        for (int i = 0; i < v.length; i++) {
            addScaled(-2 * v[i], projection, a[k + i], k);
        }
    }

    private static void addScaled(double factor, double[] x, double[] y, int from) {
        for (int j = from; j < y.length; j++) {
            y[j] += factor * x[j];
        }
    }
}
