package dev.fathom.theory.propagation;

import dev.fathom.theory.integral.ActivationIntegrals;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far single nets of finite width scatter about {@link Propagation}, to leading order in 1/width: for plain nets
 * of Gaussian weights and one input. Where the scatter is large theory's mean says little of any one net.
 *
 * <p>A relative error a_l of the length q_l is passed on and renewed,
 *
 * <pre>a_l+1 = ρ a_l + ε,   ρ = d ln q_l+1 / d ln q_l,   Var ε = (s² k/n_l)(1 + Var a_l)</pre>
 *
 * with k as in {@link FiniteWidth} at q_l and s the weights' share of q_l+1; for homogeneous φ this is exact. Each a_l
 * shifts the logarithm of χ at its layer by (d ln χ / d ln q) a_l, and a gradient through many layers sums these
 * correlated shifts besides its own noise of (3 E[φ'⁴]/E[φ'²]² - 1)/n a layer.
 *
 * @param lengthVariance relative variance over nets of the measured second moment of the pre-activations
 * @param gradientLogVariance variance over nets of ln of the gradient ratio
 */
public record Scatter(int layer, double lengthVariance, double gradientLogVariance) {
    private static final double STEP = 1e-4;
    /** Beyond these the moments' logarithmic slopes have reached their limits. */
    private static final double SMALLEST_Q = 1e-12;

    private static final double LARGEST_Q = 1e12;

    /** Log variance beyond which a mean over nets is governed by rare ones. */
    private static final double WILD = 1;

    /** One entry a layer; empty for normalised and residual nets, and where theory does not apply. */
    public static List<Scatter> of(FiniteNetwork network, Propagation propagation) {
        boolean plain = network.isPlain();
        if (!plain || propagation.inapplicable().isPresent()) {
            return List.of();
        }
        ActivationIntegrals moments = new ActivationIntegrals(network.activation());
        Local local = new Local(Double.NaN, 0, 0, 0, 0);
        List<Response> responses = new ArrayList<>();
        List<Double> variances = new ArrayList<>(List.of(0.0));
        List<Double> renewed = new ArrayList<>(List.of(0.0));
        int depth = network.layers().size();
        for (int i = 0; i + 1 < depth; i++) {
            LayerPrediction prediction = propagation.layers().get(i);
            double q = Math.min(Math.max(prediction.preactivationSecondMoment(), SMALLEST_Q), LARGEST_Q);
            if (!(Math.abs(q - local.q) <= 1e-9 * q)) {
                local = Local.of(moments, q);
            }
            Response response = Response.of(network, i, prediction, local);
            double before = variances.get(i);
            double fresh = response.noise * (1 + before);
            responses.add(response);
            renewed.add(fresh);
            variances.add(response.passed * response.passed * before + fresh);
        }
        Scatter[] scatter = new Scatter[depth];
        double sensitivity = 0;
        double noise = 0;
        for (int i = depth - 1; i >= 0; i--) {
            if (i < depth - 1) {
                noise += sensitivity * sensitivity * renewed.get(i + 1) + responses.get(i).gradientNoise;
                sensitivity = responses.get(i).tilt + responses.get(i).passed * sensitivity;
            }
            double length = variances.get(i);
            double width = network.layers().get(i).fanOut();
            scatter[i] =
                    new Scatter(i + 1, (1 + length) * (1 + 2 / width) - 1, sensitivity * sensitivity * length + noise);
        }
        return List.of(scatter);
    }

    /** A caveat where single nets are predicted to differ by more than a factor e or so; empty elsewhere. */
    public static Optional<String> caveat(List<Scatter> scatter) {
        double gradient =
                scatter.stream().mapToDouble(Scatter::gradientLogVariance).max().orElse(0);
        double length = scatter.stream()
                .mapToDouble(s -> Math.log1p(s.lengthVariance))
                .max()
                .orElse(0);
        if (Math.max(gradient, length) <= WILD) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "nets of this width and depth scatter about the theory: standard deviation of ln q up to %.2g, of ln of"
                        + " the gradient ratio up to %.2g; compare medians of logarithms, not means",
                Math.sqrt(length),
                Math.sqrt(gradient)));
    }

    /** What layer i does to an error of its length. */
    private record Response(double passed, double noise, double tilt, double gradientNoise) {
        static Response of(FiniteNetwork network, int i, LayerPrediction prediction, Local local) {
            Layer next = network.layers().get(i + 1);
            double signal = next.forward() * prediction.activationSecondMoment();
            double share = next.biasVariance() == 0 ? 1 : signal / (signal + next.biasVariance());
            double width = next.fanIn();
            return new Response(
                    share * local.slope, share * share * local.excess / width, local.tilt, local.spread / width);
        }
    }

    /** The moments at one length: d ln E[φ²] / d ln q, k, d ln χ / d ln q, and the gradient's counterpart of k. */
    private record Local(double q, double slope, double excess, double tilt, double spread) {
        static Local of(ActivationIntegrals moments, double q) {
            double chi = moments.derivativeSquare(q);
            double chiNear = moments.derivativeSquare(q * Math.exp(STEP));
            return new Local(
                    q,
                    moments.squareSlope(q) * q / moments.square(q),
                    moments.fluctuation(q),
                    Math.log(chiNear / chi) / STEP,
                    3 * moments.derivativeFourth(q) / (chi * chi) - 1);
        }
    }
}
