package dev.fathom.atlas.builtin;

import static dev.fathom.atlas.Expectation.atLeast;
import static dev.fathom.atlas.Expectation.atMost;
import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.confidence.Interval;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.theory.propagation.LayerPrediction;
import java.util.List;
import java.util.stream.Stream;

/** What papers say of tokens and gradients in transformers at initialization, on 32 normal tokens. */
final class TransformerClaims {
    private static final int BATCH = 4;
    private static final int NETWORKS = 8;

    static final List<Claim> ALL = List.of(
            new Claim(
                    "dong-rank-collapse",
                    "Dong et al. 2021 (arXiv:2103.03404), theorem 2.2 and figure 2",
                    "Attention alone makes all tokens equal within 6 blocks (mean cosine at least 0.999); with skips and"
                            + " layer normalization they stay apart (at most 0.9)",
                    "doubly exponential without skips; none with them",
                    scale -> List.of(
                            atLeast(0.999, 6, "cosine of tokens, without skips")
                                    .by(lab -> cosine(lab, "transformer(mlp=none,skip=none)", 6, scale.pick(64, 512))),
                            atMost(0.9, 6, "cosine of tokens, with skips")
                                    .by(lab ->
                                            cosine(lab, "transformer(mlp=none)+layernorm", 6, scale.pick(64, 512))))),
            new Claim(
                    "noci-branch-scale",
                    "Noci et al. 2022 (arXiv:2206.03126), lemma 3.3 and figure 5",
                    "Branches of attention times 1/sqrt(depth) keep tokens apart at any depth (mean cosine at most 0.3);"
                            + " unscaled ones with normalized sums make them equal (at least 0.99)",
                    "bounded correlation at any depth",
                    scale -> Stream.concat(
                                    scale.pick(Stream.of(12, 24, 48), Stream.of(12, 24, 48, 96))
                                            .map(depth -> atMost(0.3, depth, "cosine of tokens, 1/sqrt(depth)")
                                                    .by(lab -> cosine(
                                                            lab,
                                                            "transformer(depth^-0.5,mlp=none)",
                                                            depth,
                                                            scale.pick(64, 512)))),
                                    Stream.of(atLeast(0.99, 24, "cosine of tokens, unscaled")
                                            .by(lab -> cosine(
                                                    lab,
                                                    "transformer(mlp=none,norm=post)+layernorm",
                                                    24,
                                                    scale.pick(64, 512)))))
                            .toList()),
            new Claim(
                    "xiong-norm-places",
                    "Xiong et al. 2020 (arXiv:2002.04745), section 3.3 and figure 3",
                    "With the norm behind each sum gradients are large near the output: behind the last of 12 blocks their"
                            + " second moment is at least twice that behind the first; with it before each branch it is"
                            + " at most one and a half times",
                    "Post-LN: large near the output; Pre-LN: not",
                    scale -> List.of(
                            atLeast(2, 0, "last block over the first, Post-LN")
                                    .by(lab -> growth(lab, "transformer(norm=post)+layernorm", scale.pick(64, 512))),
                            atMost(1.5, 0, "last block over the first, Pre-LN")
                                    .by(lab -> growth(lab, "transformer+layernorm", scale.pick(64, 512))))),
            new Claim(
                    "cowsik-angle-exponent",
                    "Cowsik et al. 2024 (arXiv:2403.02579), section 4",
                    "The rate a block at which nearly equal tokens approach each other is that of the theory, within 15 %:"
                            + " ln of the fall of 1 - cosine over 8 blocks, over the predicted one",
                    "predicted by the angle exponent",
                    scale -> Stream.of("transformer(norm=post)+layernorm", "transformer+layernorm")
                            .map(architecture -> between(0.85, 1.15, 8, "rate over its prediction, " + architecture)
                                    .by(lab -> angle(lab, architecture, scale.pick(128, 512))))
                            .toList()));

    private TransformerClaims() {}

    private static ClaimNetwork net(String architecture, String initializer, int depth, int width) {
        return new ClaimNetwork(initializer, "relu", architecture, 0, depth, width);
    }

    private static Interval cosine(ClaimRunner lab, String architecture, int depth, int width) {
        return Interval.mean(lab.probe(
                net(architecture, "lecun_normal", depth, width),
                BATCH,
                NETWORKS,
                layers -> last(layers).tokenCosine()));
    }

    private static LayerStatistics last(List<LayerStatistics> layers) {
        return layers.get(layers.size() - 1);
    }

    /** Of the gradients by what blocks give. */
    private static Interval growth(ClaimRunner lab, String architecture, int width) {
        int stem = 2;
        int each = 6;
        return Interval.geometricMean(lab.probe(
                net(architecture, "glorot_uniform", 12, width),
                BATCH,
                NETWORKS,
                layers -> last(layers).gradient().secondMoment()
                        / layers.get(stem + each - 1).gradient().secondMoment()));
    }

    private static Interval angle(ClaimRunner lab, String architecture, int width) {
        double start = 0.9;
        ClaimNetwork net = net(architecture, "glorot_uniform", 8, width);
        List<LayerPrediction> predicted = lab.predicted(net, start);
        double first = predicted.get(0).decorrelation().orElseThrow();
        double last = predicted.get(predicted.size() - 1).decorrelation().orElseThrow();
        return Interval.mean(lab.probe(
                net,
                BATCH,
                start,
                NETWORKS,
                layers -> Math.log((1 - last(layers).tokenCosine())
                                / (1 - layers.get(0).tokenCosine()))
                        / Math.log(last / first)));
    }
}
