package dev.fathom.lint;

import dev.fathom.formats.StoredArray;
import java.util.Arrays;

/** What one pass over the numbers of a tensor leaves: moments, extremes, norms of rows or columns, and a sample. */
final class Survey {
    /** Most numbers in a sample: enough to tell laws apart, and what bounds the memory. */
    private static final int SAMPLE = 1 << 13;

    private static final int MOST_COLUMNS = 1 << 16;
    private static final int BUFFER = 1 << 16;

    final long count;
    private final long stratum;
    private final float[] sample;
    private final long rowLength;
    private final double[] columns;
    private int sampled;
    private long next;
    private long seen;
    private double sum;
    private double squares;
    private double fourths;
    private long zeros;
    private long nan;
    private long infinite;
    private float least = Float.POSITIVE_INFINITY;
    private float most = Float.NEGATIVE_INFINITY;
    private double row;
    private long inRow;
    private double rowNorms;
    private double rowNormSquares;

    private Survey(StoredArray array) {
        count = array.count();
        stratum = Math.max(1, (count + SAMPLE - 1) / SAMPLE);
        sample = new float[(int) ((count + stratum - 1) / stratum)];
        long rows =
                array.header().shape().isEmpty() ? 1 : array.header().shape().get(0);
        rowLength = rows == 0 ? 1 : Math.max(1, count / rows);
        columns = rows > rowLength && rowLength > 1 && rowLength <= MOST_COLUMNS ? new double[(int) rowLength] : null;
        next = place(0);
    }

    static Survey of(StoredArray array) {
        Survey survey = new Survey(array);
        array.forEach(new float[(int) Math.max(1, Math.min(BUFFER, survey.count))], survey::take);
        Arrays.sort(survey.sample, 0, survey.sampled);
        return survey;
    }

    /** One number of each stratum, at a place that no pattern of rows and columns shares. */
    private long place(long index) {
        long start = index * stratum;
        long length = Math.min(stratum, count - start);
        if (length <= 0) {
            return Long.MAX_VALUE;
        }
        long hash = (index + 1) * 0x9E3779B97F4A7C15L;
        hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
        return start + Long.remainderUnsigned(hash ^ hash >>> 29, length);
    }

    private void take(float[] values, int length) {
        while (next < seen + length) {
            float value = values[(int) (next - seen)];
            sample[sampled++] = value;
            next = place(sampled);
        }
        moments(values, length);
        norms(values, length);
        seen += length;
    }

    private void moments(float[] values, int length) {
        double s = 0;
        double s2 = 0;
        double s4 = 0;
        int none = 0;
        float low = least;
        float high = most;
        for (int i = 0; i < length; i++) {
            float value = values[i];
            double square = (double) value * value;
            s += value;
            s2 += square;
            s4 += square * square;
            none += value == 0 ? 1 : 0;
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        if (!(Math.abs(s4) <= Double.MAX_VALUE)) {
            count(values, length);
        }
        sum += s;
        squares += s2;
        fourths += s4;
        zeros += none;
        least = low;
        most = high;
    }

    private void count(float[] values, int length) {
        for (int i = 0; i < length; i++) {
            nan += Float.isNaN(values[i]) ? 1 : 0;
            infinite += Float.isInfinite(values[i]) ? 1 : 0;
        }
    }

    private void norms(float[] values, int length) {
        if (columns != null) {
            int column = (int) (seen % rowLength);
            for (int i = 0; i < length; i++) {
                columns[column] += (double) values[i] * values[i];
                column = column + 1 == columns.length ? 0 : column + 1;
            }
            return;
        }
        for (int i = 0; i < length; ) {
            int end = (int) Math.min(length, i + rowLength - inRow);
            double part = 0;
            for (int j = i; j < end; j++) {
                part += (double) values[j] * values[j];
            }
            row += part;
            inRow += end - i;
            i = end;
            if (inRow == rowLength) {
                rowNorms += row;
                rowNormSquares += row * row;
                row = 0;
                inRow = 0;
            }
        }
    }

    boolean finite() {
        return nan + infinite == 0;
    }

    long nan() {
        return nan;
    }

    long infinite() {
        return infinite;
    }

    double mean() {
        return sum / count;
    }

    double variance() {
        return constant() ? 0 : Math.max(0, squares / count - mean() * mean());
    }

    double sigma() {
        return Math.sqrt(variance());
    }

    /** Fourth moment over the squared second, about 0. */
    double kurtosis() {
        return fourths / count / (squares / count * squares / count);
    }

    /** Relative standard error of sigma. */
    double sigmaError() {
        return Math.sqrt(Math.max(0.01, kurtosis() - 1) / (4 * count));
    }

    boolean constant() {
        return least == most;
    }

    float least() {
        return least;
    }

    float most() {
        return most;
    }

    double zeroShare() {
        return (double) zeros / count;
    }

    long nonzeros() {
        return count - zeros;
    }

    /** In order. */
    float[] sample() {
        return sample;
    }

    /**
     * Whether all rows, or all columns where those are fewer, have one norm: orthogonal matrices have, and independent
     * numbers scatter a hundred times as much.
     */
    boolean equalNorms() {
        double[] norms = columns;
        long length = norms == null ? rowLength : count / rowLength;
        long vectors = count / length;
        if (vectors < 2 || length < 4) {
            return false;
        }
        double first = norms == null ? rowNorms : Arrays.stream(norms).sum();
        double second = norms == null
                ? rowNormSquares
                : Arrays.stream(norms).map(n -> n * n).sum();
        double mean = first / vectors;
        double spread = second / vectors / (mean * mean) - 1;
        return spread < 0.01 * 2 / length;
    }

    /** Norm of a row or column, of those that {@link #equalNorms} speaks of. */
    double norm() {
        return Math.sqrt(
                columns == null
                        ? rowNorms / (count / rowLength)
                        : Arrays.stream(columns).sum() / columns.length);
    }

    /** Two tensors of one shape with one such text hold the same numbers. */
    String fingerprint() {
        return Double.doubleToLongBits(sum) + ":" + Double.doubleToLongBits(squares) + ":" + Arrays.hashCode(sample);
    }
}
