package dev.fathom.atlas.builtin;

import static dev.fathom.atlas.Expectation.between;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Claim.Part;
import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.Scale;
import dev.fathom.confidence.Interval;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.theory.meanfield.BatchGrowth;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What papers say of normalizations at initialization. */
final class NormClaims {
    /** Networks from which the setting of a claim was chosen: fresh ones have seeds from here on. */
    private static final int LOOKED_AT = 64;

    private static final String BATCH_NORM = "plain+batchnorm";

    static final List<Claim> ALL = List.of(
            new Claim(
                    "yang-batchnorm-growth",
                    "Yang et al. 2019 (arXiv:1902.08129), section 3 and appendix",
                    "Batch normalization makes gradients grow exponentially with depth, whatever the scale of the weights:"
                            + " their second moment by (B - 2)/(B - 3) a layer in linear networks, and in ReLU networks by"
                            + " pi/(pi - 1) as the batch B grows; each within 4 % of the value for its batch",
                    "linear, B = 8: 1.200; relu, B to infinity: 1.467",
                    scale -> List.of(
                            growth(scale, "linear", "lecun_normal", 8),
                            growth(scale, "relu", "he_normal", 256),
                            growth(scale, "relu", "glorot_normal", 256))),
            new Claim(
                    "de-batchnorm-shares",
                    "De & Smith 2020 (arXiv:2002.10444), section 3",
                    "Batch normalization at the start of residual branches starts blocks near the identity: the last of L"
                            + " branches makes about 1/L of the signal's second moment (share times L within 20 % of 1),"
                            + " where it makes half of it without normalization (0.45 to 0.55); 64 networks, of other seeds than"
                            + " the 64 that were looked at before",
                    "1/depth with batch normalization, 1/2 without",
                    scale -> List.of(
                            share(scale, "residual+batchnorm", 0.8, 1.2, scale.pick(20, 100)),
                            share(scale, "residual", 0.45, 0.55, 1))));

    private NormClaims() {}

    private static Part growth(Scale scale, String activation, String initializer, int batch) {
        int depth = 8;
        double expected = BatchGrowth.of(Activations.parse(activation), batch).factor();
        ClaimNetwork net = new ClaimNetwork(initializer, activation, BATCH_NORM, 0, depth, scale.pick(512, 2048));
        // from the layer below the last, whose gradient has a mean over the batch, to the second, whose samples look
        // alike
        ToDoubleFunction<List<LayerStatistics>> figure = layers -> Math.pow(
                layers.get(1).gradient().secondMoment()
                        / layers.get(depth - 2).gradient().secondMoment(),
                1.0 / (depth - 3));
        return between(
                        0.96 * expected,
                        1.04 * expected,
                        depth,
                        "gradient's factor a layer, " + activation + ", " + initializer + ", batch " + batch)
                .by(lab -> Interval.geometricMean(lab.probe(net, batch, 16, figure)));
    }

    /** @param times what the share is multiplied by, where it is to be 1 */
    private static Part share(Scale scale, String architecture, double low, double high, int times) {
        int depth = scale.pick(20, 100);
        ClaimNetwork net = new ClaimNetwork("he_normal", "relu", architecture, 0, depth, 256);
        ToDoubleFunction<List<LayerStatistics>> figure = layers -> times
                * (1
                        - layers.get(depth - 2).preactivation().secondMoment()
                                / layers.get(depth - 1).preactivation().secondMoment());
        return between(
                        low,
                        high,
                        depth,
                        "share of the last branch" + (times > 1 ? " times depth" : "") + ", " + architecture)
                .by(lab -> Interval.mean(lab.probe(net, 64, 0, LOOKED_AT, 64, figure)));
    }
}
