package dev.fathom.init;

/** Martens 2010: every unit hears exactly k inputs. */
final class SparseMatrix {
    private SparseMatrix() {}

    static float[] draw(Philox stream, int nonzeros, double std, int fanIn, int fanOut) {
        float[] places = new float[nonzeros * fanOut];
        float[] values = new float[nonzeros * fanOut];
        stream.uniforms(places);
        new Philox(~stream.key()).normals(values);
        float[] w = new float[fanIn * fanOut];
        int[] inputs = new int[fanIn];
        for (int unit = 0; unit < fanOut; unit++) {
            for (int i = 0; i < fanIn; i++) {
                inputs[i] = i;
            }
            // the first k steps of a Fisher-Yates shuffle
            for (int i = 0; i < nonzeros; i++) {
                int other = i + Math.min(fanIn - i - 1, (int) (places[unit * nonzeros + i] * (fanIn - i)));
                int input = inputs[other];
                inputs[other] = inputs[i];
                w[input * fanOut + unit] = (float) (std * values[unit * nonzeros + i]);
            }
        }
        return w;
    }

    static float[] transposed(float[] matrix, int rows, int columns) {
        float[] w = new float[matrix.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                w[column * rows + row] = matrix[row * columns + column];
            }
        }
        return w;
    }
}
