package dev.fathom.engine;

/**
 * What theory needs to know of a minibatch.
 *
 * @param secondMoment E[x²] over samples and elements
 * @param correlation mean inner product of two different samples over the mean square of one; NaN for a single sample
 */
public record InputMoments(double secondMoment, double correlation) {
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
