package dev.fathom.engine;

import dev.fathom.net.architecture.Architecture;

/**
 * What theory needs to know of a minibatch.
 *
 * @param secondMoment E[x²] over samples and elements
 * @param correlation mean inner product of two different samples over the mean square of one; NaN for a single sample
 */
public record InputMoments(double secondMoment, double correlation) {
    /** What theory needs for that architecture: where there is attention, the correlation is the mean cosine of two tokens of a sample. */
    public static InputMoments of(Architecture architecture, Samples samples, int[] order) {
        return architecture.attends() ? ofTokens(samples, order) : of(samples, order);
    }

    private static InputMoments ofTokens(Samples samples, int[] order) {
        int positions = samples.extent().positions();
        int channels = samples.extent().channels();
        double squares = 0;
        double cosines = 0; // of all pairs of tokens of a sample
        for (int sample : order) {
            double[] sum = new double[channels]; // of tokens at length 1
            double tokens = 0;
            for (int position = 0; position < positions; position++) {
                int at = sample * samples.width() + position * channels;
                double square = 0;
                for (int i = at; i < at + channels; i++) {
                    square += (double) samples.features()[i] * samples.features()[i];
                }
                squares += square;
                tokens += square == 0 ? 0 : 1;
                for (int i = 0; i < channels && square > 0; i++) {
                    sum[i] += samples.features()[at + i] / Math.sqrt(square);
                }
            }
            for (double each : sum) {
                cosines += each * each;
            }
            cosines -= tokens;
        }
        double pairs = (double) order.length * positions * (positions - 1);
        return new InputMoments(squares / order.length / samples.width(), positions == 1 ? 0 : cosines / pairs);
    }

    /** @param order samples of the minibatch */
    public static InputMoments of(Samples samples, int[] order) {
        int batch = order.length;
        double squares = 0;
        double squaredMeans = 0;
        for (int i = 0; i < samples.width(); i++) {
            double sum = 0;
            for (int sample : order) {
                double x = samples.features()[sample * samples.width() + i];
                sum += x;
                squares += x * x;
            }
            squaredMeans += sum * sum / batch / batch;
        }
        double square = squares / batch;
        double product = (squaredMeans - square / batch) * batch / (batch - 1.0); // of two different samples
        return new InputMoments(square / samples.width(), product / square);
    }
}
