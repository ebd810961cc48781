package dev.fathom.theory.meanfield;

import dev.fathom.activation.Activation;
import dev.fathom.theory.integral.GaussLegendre;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * How a gradient grows from layer to layer, going back, in a wide plain net with batch normalization before every activation
 * (Yang et al. 2019, arXiv:1902.08129), at initialization and for any σ_w² and σ_b², which cancel.
 *
 * <p>Over a batch of B a normalized unit is a vector u of squared length B, uniform over the directions of mean 0: whatever the
 * samples were, one layer makes them exchangeable. With δ the gradient by a layer and P the projection away from 1 and u,
 *
 * <pre>E[δ²] ← E[δ²] (E[Σ_i P_ii φ'_i²] − E[φ'ᵀ P φ']/B) / ((E[φ²] − E[φ(u_1) φ(u_2)]) (B − 1)(B − 3)/B)</pre>
 *
 * where 1/(B − 3) is the mean of an inverse χ² of B − 1 degrees: with 3 samples or fewer there is none. The integrals run over
 * one coordinate of u, and over a second one given the first.
 *
 * @param factor of the gradient's second moment a layer
 */
public record BatchGrowth(int batch, double factor) {
    /** From here on the mean of the inverse variance of a batch is finite. */
    public static final int SMALLEST = 4;

    private static final int PANELS = 12;
    private static final double REACH = 11; // standard deviations
    private static final GaussLegendre RULE = new GaussLegendre(16);

    /** @throws IllegalArgumentException for batches below {@link #SMALLEST} */
    public static BatchGrowth of(Activation activation, int batch) {
        if (batch < SMALLEST) {
            throw new IllegalArgumentException("in batches of " + batch
                    + " the gradient has no second moment: a batch of at least " + SMALLEST + " has one");
        }
        double[] kinks =
                activation.kinks().stream().mapToDouble(Double::doubleValue).toArray();
        Coordinate first = new Coordinate(0, Math.sqrt(batch - 1), batch - 3, kinks);
        DoubleUnaryOperator slope = activation::derivative;
        double square = first.mean(u -> power2(activation.value(u)));
        double slopes = first.mean(u -> power2(slope.applyAsDouble(u)));
        double along = first.mean(u -> power2(u * slope.applyAsDouble(u)));
        double product =
                first.mean(u -> activation.value(u) * second(u, batch, kinks).mean(activation::value));
        double pairs =
                first.mean(u -> slope.applyAsDouble(u) * second(u, batch, kinks).mean(slope));
        double alongPairs = first.mean(
                u -> u * slope.applyAsDouble(u) * second(u, batch, kinks).mean(v -> v * slope.applyAsDouble(v)));
        double trace = (batch - 1) * slopes - along;
        double whole = trace - (batch - 1) * (pairs + alongPairs);
        double spread = (square - product) * (batch - 1) * (batch - 3) / batch;
        return new BatchGrowth(batch, (trace - whole / batch) / spread);
    }

    /** One coordinate given another: the rest has what is left of mean and length. */
    private static Coordinate second(double u, int batch, double[] kinks) {
        double rest = Math.max(0, batch - u * u * batch / (batch - 1));
        return new Coordinate(-u / (batch - 1), Math.sqrt(rest * (batch - 2) / (batch - 1)), batch - 4, kinks);
    }

    private static double power2(double x) {
        return x * x;
    }

    /**
     * centre + radius sin θ, where θ has a density of cos^power θ.
     *
     * @param kinks where integrands bend
     */
    private record Coordinate(double centre, double radius, int power, double[] kinks) {
        double mean(DoubleUnaryOperator f) {
            double reach = power == 0 ? Math.PI / 2 : Math.min(Math.PI / 2, REACH / Math.sqrt(power));
            double[] edges = DoubleStream.concat(
                            DoubleStream.iterate(-reach, x -> x + 2 * reach / PANELS)
                                    .limit(PANELS + 1),
                            Arrays.stream(kinks)
                                    .map(kink -> (kink - centre) / radius)
                                    .filter(sine -> Math.abs(sine) < Math.sin(reach))
                                    .map(Math::asin))
                    .sorted()
                    .toArray();
            double sum = 0;
            double mass = 0;
            for (int i = 0; i + 1 < edges.length; i++) {
                sum += RULE.integrate(
                        x -> weight(x) * f.applyAsDouble(centre + radius * Math.sin(x)), edges[i], edges[i + 1]);
                mass += RULE.integrate(this::weight, edges[i], edges[i + 1]);
            }
            return sum / mass;
        }

        private double weight(double angle) {
            return Math.pow(Math.cos(angle), power);
        }
    }
}
