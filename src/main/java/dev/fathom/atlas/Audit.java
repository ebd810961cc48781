package dev.fathom.atlas;

import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim.Part;
import dev.fathom.confidence.Interval;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Law;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws what libraries offer and holds it against what its name and its documentation say. */
final class Audit {
    private static final int FAN_IN = 300;
    private static final int FAN_OUT = 200;
    private static final int DRAWS = 16;
    private static final double MEAN_FAN = (FAN_IN + FAN_OUT) / 2.0;

    /**
     * One spelling and the variance that its name promises.
     *
     * @param promised variance by the paper or rule that it is named after
     * @param activation that it is meant for, if any: what 50 layers of it do is measured
     */
    private record Spelling(String text, double promised, String why, Optional<String> activation) {
        Spelling(String text, double promised, String why, String activation) {
            this(text, promised, why, Optional.of(activation));
        }

        Spelling(String text, double promised, String why) {
            this(text, promised, why, Optional.empty());
        }
    }

    private static final List<Spelling> SPELLINGS = List.of(
            new Spelling("keras:GlorotNormal", 1 / MEAN_FAN, "2/(n+m), truncated and corrected", "tanh"),
            new Spelling("keras:GlorotUniform", 1 / MEAN_FAN, "2/(n+m)", "tanh"),
            new Spelling("keras:HeNormal", 2.0 / FAN_IN, "2/n, truncated and corrected", "relu"),
            new Spelling("keras:HeUniform", 2.0 / FAN_IN, "2/n", "relu"),
            new Spelling("keras:LecunNormal", 1.0 / FAN_IN, "1/n, truncated and corrected", "selu"),
            new Spelling("keras:LecunUniform", 1.0 / FAN_IN, "1/n", "selu"),
            new Spelling("keras:TruncatedNormal(0, 0.05)", 0.0025, "stddev 0.05; cut at 2 deviations, not corrected"),
            new Spelling("torch:xavier_normal_", 1 / MEAN_FAN, "2/(n+m)", "tanh"),
            new Spelling("torch:xavier_uniform_", 1 / MEAN_FAN, "2/(n+m)", "tanh"),
            new Spelling("torch:kaiming_normal_", 2.0 / FAN_IN, "2/n", "relu"),
            new Spelling("torch:kaiming_uniform_", 2.0 / FAN_IN, "2/n", "relu"),
            new Spelling(
                    "torch:Linear",
                    2.0 / FAN_IN,
                    "named kaiming_uniform in its source: 2/n; a = √5 makes it 1/(3n)",
                    "relu"),
            new Spelling(
                    "torch:kaiming_normal_(nonlinearity=selu)",
                    1.0 / FAN_IN,
                    "SELU's fixed point asks 1/n; gain 3/4",
                    "selu"),
            new Spelling("torch:trunc_normal_(0, 1)", 1, "std 1; cut at 2 deviations, not corrected"),
            new Spelling("jax:he_normal", 2.0 / FAN_IN, "2/n, truncated and corrected", "relu"),
            new Spelling("jax:glorot_normal", 1 / MEAN_FAN, "2/(n+m), truncated and corrected", "tanh"),
            new Spelling("jax:lecun_normal", 1.0 / FAN_IN, "1/n, truncated and corrected", "selu"),
            new Spelling("dl4j:XAVIER", 1 / MEAN_FAN, "2/(n+m)", "tanh"),
            new Spelling("dl4j:RELU", 2.0 / FAN_IN, "2/n", "relu"),
            new Spelling("dl4j:LECUN_NORMAL", 1.0 / FAN_IN, "1/n", "selu"),
            new Spelling("dl4j:LECUN_UNIFORM", 1.0 / FAN_IN, "1/n; draws U(±3/√n)", "selu"),
            new Spelling("dl4j:VAR_SCALING_UNIFORM_FAN_IN", 1.0 / FAN_IN, "1/n; draws U(±3/√n)", "selu"),
            new Spelling(
                    "variance_scaling(3, fan_avg, untruncated_normal)",
                    1 / MEAN_FAN,
                    "DJL's XavierInitializer(GAUSSIAN, AVG, 3): 2/(n+m)",
                    "tanh"));

    static final Claim CLAIM = new Claim(
            "audit",
            "documentation and sources of Keras, PyTorch, JAX, DL4J and DJL",
            "What libraries draw under a name has the variance that the name promises, within 2 %, and no library's"
                    + " advice for an activation loses its gradients over 50 layers",
            "one name, one law",
            scale -> Stream.concat(
                            SPELLINGS.stream().map(Audit::variance),
                            Stream.concat(
                                    SPELLINGS.stream()
                                            .filter(spelling ->
                                                    spelling.activation().isPresent())
                                            .map(spelling -> gradient(
                                                    scale,
                                                    spelling.text(),
                                                    spelling.activation().orElseThrow())),
                                    Stream.of("gelu", "silu")
                                            .map(activation -> gradient(scale, "keras:HeNormal", activation))))
                    .toList());

    private Audit() {}

    private static Part variance(Spelling spelling) {
        return between(0.98, 1.02, 0, spelling.text() + ": variance over " + spelling.why())
                .by(lab -> {
                    double[] ratios = new double[DRAWS];
                    for (int draw = 0; draw < DRAWS; draw++) {
                        ratios[draw] = drawnVariance(spelling.text(), draw) / spelling.promised();
                    }
                    return Interval.mean(ratios);
                });
    }

    private static double drawnVariance(String text, long seed) {
        Initializer initializer = Initializers.parse(text);
        Law law = initializer.law(FAN_IN, FAN_OUT, 2, 3);
        float[] weights = law.draw(Philox.key(seed, 2, Purpose.WEIGHTS), FAN_IN, FAN_OUT);
        double sum = 0;
        double squares = 0;
        for (float w : weights) {
            sum += w;
            squares += (double) w * w;
        }
        double mean = sum / weights.length;
        return squares / weights.length - mean * mean;
    }

    private static Part gradient(Scale scale, String text, String activation) {
        Net net = Net.plain(text, activation, 50, scale.pick(128, 512));
        return between(
                        -3,
                        3,
                        50,
                        String.format(
                                Locale.ROOT,
                                "%s + %s: log10 of the gradient's second moment, first over last",
                                text,
                                activation))
                .by(lab -> Interval.mean(lab.probe(net, 16, DRAWS, Audit::log10GradientRatio)));
    }

    private static double log10GradientRatio(List<LayerStatistics> layers) {
        return Math.log10(layers.get(0).gradient().secondMoment()
                / layers.get(layers.size() - 1).gradient().secondMoment());
    }
}
