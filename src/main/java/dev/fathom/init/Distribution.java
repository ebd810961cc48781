package dev.fathom.init;

import java.util.Arrays;

/**
 * The law of one layer's weights, a matrix W of shape fan_in x fan_out, row-major. Moments are those of a single element;
 * {@link #draw} is the reference that every device is held to.
 */
public sealed interface Distribution {
    double mean();

    /** Variance of one element about its mean. */
    double variance();

    /** Smallest closed interval that holds every element. */
    Interval support();

    /** The law of {@code factor} W. */
    Distribution scaled(double factor);

    /** Draws a matrix: a pure function of law, key and shape. */
    float[] draw(long key, int fanIn, int fanOut);

    /** A closed interval, with infinite ends for unbounded laws. */
    record Interval(double low, double high) {}

    /** A law under which all elements are independent: it has a distribution function. */
    sealed interface Independent extends Distribution {
        /** Probability that an element is at most x. */
        double cdf(double x);
    }

    record Constant(double value) implements Independent {
        @Override
        public double mean() {
            return value;
        }

        @Override
        public double variance() {
            return 0;
        }

        @Override
        public Interval support() {
            return new Interval(value, value);
        }

        @Override
        public double cdf(double x) {
            return x >= value ? 1 : 0;
        }

        @Override
        public Distribution scaled(double factor) {
            return new Constant(factor * value);
        }

        @Override
        public float[] draw(long key, int fanIn, int fanOut) {
            float[] w = new float[fanIn * fanOut];
            Arrays.fill(w, (float) value);
            return w;
        }
    }

    record Normal(double mean, double std) implements Independent {
        @Override
        public double variance() {
            return std * std;
        }

        @Override
        public Interval support() {
            return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }

        @Override
        public double cdf(double x) {
            return Gauss.cdf((x - mean) / std);
        }

        @Override
        public Distribution scaled(double factor) {
            return new Normal(factor * mean, Math.abs(factor) * std);
        }

        @Override
        public float[] draw(long key, int fanIn, int fanOut) {
            float[] w = new float[fanIn * fanOut];
            new Philox(key).normals(w);
            float shift = (float) mean;
            float scale = (float) std;
            for (int i = 0; i < w.length; i++) {
                w[i] = shift + scale * w[i];
            }
            return w;
        }
    }

    /** On [low, high]. */
    record Uniform(double low, double high) implements Independent {
        @Override
        public double mean() {
            return (low + high) / 2;
        }

        @Override
        public double variance() {
            return (high - low) * (high - low) / 12;
        }

        @Override
        public Interval support() {
            return new Interval(low, high);
        }

        @Override
        public double cdf(double x) {
            return Math.max(0, Math.min(1, (x - low) / (high - low)));
        }

        @Override
        public Distribution scaled(double factor) {
            return factor >= 0 ? new Uniform(factor * low, factor * high) : new Uniform(factor * high, factor * low);
        }

        @Override
        public float[] draw(long key, int fanIn, int fanOut) {
            float[] w = new float[fanIn * fanOut];
            new Philox(key).uniforms(w);
            float bottom = (float) low;
            float span = (float) (high - low);
            float top = (float) high;
            for (int i = 0; i < w.length; i++) {
                w[i] = Math.min(top, bottom + span * w[i]);
            }
            return w;
        }
    }

    /**
     * A normal law cut off, drawn by the inverse distribution function of a uniform number.
     *
     * @param parentMean, parentStd of the normal law before it is cut
     * @param low, high where it is cut, in the units of the weights
     */
    record TruncatedNormal(double parentMean, double parentStd, double low, double high) implements Independent {
        /** Cut symmetrically at so many parent deviations. */
        public static TruncatedNormal symmetric(double parentStd, double deviations) {
            return new TruncatedNormal(0, parentStd, -deviations * parentStd, deviations * parentStd);
        }

        private double alpha() {
            return (low - parentMean) / parentStd;
        }

        private double beta() {
            return (high - parentMean) / parentStd;
        }

        /** Whether 2^24 uniform numbers fall on as many places of the distribution function, none below float32's range. */
        boolean drawable() {
            double top = Gauss.cdf(beta());
            return mass() >= Float.MIN_NORMAL && mass() >= 0x1p24 * Math.ulp(top);
        }

        private double mass() {
            return Gauss.cdf(beta()) - Gauss.cdf(alpha());
        }

        @Override
        public double mean() {
            return parentMean + parentStd * (Gauss.density(alpha()) - Gauss.density(beta())) / mass();
        }

        @Override
        public double variance() {
            double shift = (Gauss.density(alpha()) - Gauss.density(beta())) / mass();
            double edges = (alpha() * Gauss.density(alpha()) - beta() * Gauss.density(beta())) / mass();
            return parentStd * parentStd * (1 + edges - shift * shift);
        }

        @Override
        public Interval support() {
            return new Interval(low, high);
        }

        @Override
        public double cdf(double x) {
            double z = (x - parentMean) / parentStd;
            return Math.max(0, Math.min(1, (Gauss.cdf(z) - Gauss.cdf(alpha())) / mass()));
        }

        @Override
        public Distribution scaled(double factor) {
            double first = factor * low;
            double second = factor * high;
            return new TruncatedNormal(
                    factor * parentMean,
                    Math.abs(factor) * parentStd,
                    Math.min(first, second),
                    Math.max(first, second));
        }

        @Override
        public float[] draw(long key, int fanIn, int fanOut) {
            float[] w = new float[fanIn * fanOut];
            new Philox(key).uniforms(w);
            double bottom = Gauss.cdf(alpha());
            double mass = mass();
            for (int i = 0; i < w.length; i++) {
                // 1 stands for the numbers that round to it: as such it would be an outlier at the cut
                double u = Math.min(w[i], 1 - 0x1p-25);
                double x = parentMean + parentStd * Gauss.quantile(bottom + mass * u);
                w[i] = (float) Math.max(low, Math.min(high, x));
            }
            return w;
        }
    }

    /**
     * Orthonormal rows or columns, whichever are fewer, times the gain, with Haar's measure (Saxe et al. 2013; Mezzadri
     * 2007).
     */
    record Orthogonal(double gain, int fanIn, int fanOut) implements Distribution {
        @Override
        public double mean() {
            return 0;
        }

        @Override
        public double variance() {
            return gain * gain / Math.max(fanIn, fanOut);
        }

        @Override
        public Interval support() {
            return new Interval(-Math.abs(gain), Math.abs(gain));
        }

        @Override
        public Distribution scaled(double factor) {
            return new Orthogonal(factor * gain, fanIn, fanOut);
        }

        @Override
        public float[] draw(long key, int fanIn, int fanOut) {
            return HaarMatrix.draw(new Philox(key), gain, fanIn, fanOut);
        }
    }

    /** gain on the diagonal, 0 elsewhere. Not random: theory for independent weights does not apply. */
    record Identity(double gain, int fanIn, int fanOut) implements Distribution {
        @Override
        public double mean() {
            return gain / Math.max(fanIn, fanOut);
        }

        @Override
        public double variance() {
            return gain * gain / Math.max(fanIn, fanOut) - mean() * mean();
        }

        @Override
        public Interval support() {
            return new Interval(Math.min(0, gain), Math.max(0, gain));
        }

        @Override
        public Distribution scaled(double factor) {
            return new Identity(factor * gain, fanIn, fanOut);
        }

        @Override
        public float[] draw(long key, int fanIn, int fanOut) {
            float[] w = new float[fanIn * fanOut];
            for (int i = 0; i < Math.min(fanIn, fanOut); i++) {
                w[i * fanOut + i] = (float) gain;
            }
            return w;
        }
    }

    /**
     * Exactly so many weights of each unit are not zero, at random places, and N(0, std²) (Martens 2010).
     *
     * @param of so many weights: the fan_in, or the fan_out where the weights of each input are counted instead
     * @param perUnit whether each unit's weights are counted
     */
    record Sparse(int nonzeros, double std, int of, boolean perUnit) implements Distribution {
        @Override
        public double mean() {
            return 0;
        }

        @Override
        public double variance() {
            return std * std * Math.min(nonzeros, of) / of;
        }

        @Override
        public Interval support() {
            return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        }

        @Override
        public Distribution scaled(double factor) {
            return new Sparse(nonzeros, Math.abs(factor) * std, of, perUnit);
        }

        @Override
        public float[] draw(long key, int fanIn, int fanOut) {
            Philox stream = new Philox(key);
            int kept = Math.min(nonzeros, of);
            return perUnit
                    ? SparseMatrix.draw(stream, kept, std, fanIn, fanOut)
                    : SparseMatrix.transposed(SparseMatrix.draw(stream, kept, std, fanOut, fanIn), fanOut, fanIn);
        }
    }

    /** Zeros and ones alone: identity where sizes allow, Hadamard's matrix where a layer widens (Zhao et al. 2021). */
    record Hadamard(double gain, int fanIn, int fanOut) implements Distribution {
        @Override
        public double mean() {
            return HadamardMatrix.moment(gain, fanIn, fanOut, 1);
        }

        @Override
        public double variance() {
            return HadamardMatrix.moment(gain, fanIn, fanOut, 2) - mean() * mean();
        }

        @Override
        public Interval support() {
            double most = Math.abs(gain);
            return new Interval(-most, most);
        }

        @Override
        public Distribution scaled(double factor) {
            return new Hadamard(factor * gain, fanIn, fanOut);
        }

        @Override
        public float[] draw(long key, int fanIn, int fanOut) {
            return HadamardMatrix.draw(gain, fanIn, fanOut);
        }
    }

    /**
     * A kernel of so many positions that is a law's matrix at its centre and 0 elsewhere; rows are positions times
     * channels (Xiao et al. 2018, with an orthogonal matrix). Moments are those of any element of the kernel.
     */
    record Centre(Distribution law, int area) implements Distribution {
        @Override
        public double mean() {
            return law.mean() / area;
        }

        @Override
        public double variance() {
            return (law.variance() + law.mean() * law.mean()) / area - mean() * mean();
        }

        @Override
        public Interval support() {
            return new Interval(
                    Math.min(0, law.support().low()), Math.max(0, law.support().high()));
        }

        @Override
        public Distribution scaled(double factor) {
            return new Centre(law.scaled(factor), area);
        }

        @Override
        public float[] draw(long key, int rows, int columns) {
            float[] kernel = new float[rows * columns];
            float[] centre = law.draw(key, rows / area, columns);
            System.arraycopy(centre, 0, kernel, area / 2 * centre.length, centre.length);
            return kernel;
        }
    }
}
