package dev.fathom.atlas.builtin;

import static dev.fathom.atlas.Expectation.between;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Claim.Part;
import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.Scale;
import dev.fathom.confidence.Interval;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Draws what libraries offer and holds it against what its name and its documentation say. */
public final class Audit {
    private static final int FAN_IN = 300;
    private static final int FAN_OUT = 200;
    private static final int DRAWS = 16;
    private static final String DJL = "variance_scaling(3, fan_avg, untruncated_normal)";
    private static final double MEAN_FAN = (FAN_IN + FAN_OUT) / 2.0;

    /**
     * One spelling and the variance that its name promises.
     *
     * @param promised variance by the paper or the documentation, in words {@code formula}
     * @param activation that it is meant for, if any: what 50 layers of it do is measured
     */
    private record Spelling(String text, double promised, String formula, Optional<String> activation) {
        static Spelling of(String text, double promised, String formula) {
            return new Spelling(text, promised, formula, Optional.empty());
        }

        Spelling with(String function) {
            return new Spelling(text, promised, formula, Optional.of(function));
        }
    }

    private static Spelling glorot(String text) {
        return Spelling.of(text, 1 / MEAN_FAN, "2/(n+m)").with("tanh");
    }

    private static Spelling he(String text) {
        return Spelling.of(text, 2.0 / FAN_IN, "2/n").with("relu");
    }

    private static Spelling lecun(String text) {
        return Spelling.of(text, 1.0 / FAN_IN, "1/n").with("selu");
    }

    private static Spelling fanIn(String text) {
        return Spelling.of(text, 1.0 / FAN_IN, "1/n");
    }

    private static Spelling orthogonal(String text) {
        return Spelling.of(text, 1.0 / Math.max(FAN_IN, FAN_OUT), "1/max(n,m)");
    }

    /** By library; those without randomness are left out. */
    private static final List<Spelling> SPELLINGS = List.of(
            glorot("keras:GlorotNormal"),
            glorot("keras:GlorotUniform"),
            he("keras:HeNormal"),
            he("keras:HeUniform"),
            lecun("keras:LecunNormal"),
            lecun("keras:LecunUniform"),
            fanIn("keras:VarianceScaling"),
            orthogonal("keras:Orthogonal"),
            Spelling.of("keras:RandomNormal", 0.0025, "0.05^2"),
            Spelling.of("keras:RandomUniform", 0.0025 / 3, "0.05^2/3"),
            Spelling.of("keras:TruncatedNormal", 0.0025, "0.05^2 (its stddev is that before the cut)"),
            glorot("torch:xavier_normal_"),
            glorot("torch:xavier_uniform_"),
            he("torch:kaiming_normal_"),
            he("torch:kaiming_uniform_"),
            Spelling.of("torch:Linear", 2.0 / FAN_IN, "2/n (kaiming_uniform_, but with a = √5)")
                    .with("relu"),
            Spelling.of("torch:kaiming_normal_(nonlinearity=selu)", 1.0 / FAN_IN, "1/n (SELU's fixed point; gain 3/4)")
                    .with("selu"),
            orthogonal("torch:orthogonal_"),
            Spelling.of("torch:normal_", 1, "1"),
            Spelling.of("torch:uniform_", 1.0 / 12, "1/12"),
            Spelling.of("torch:trunc_normal_", 1, "1 (its std is that before the cut)"),
            glorot("jax:glorot_normal"),
            glorot("jax:glorot_uniform"),
            he("jax:he_normal"),
            he("jax:he_uniform"),
            lecun("jax:lecun_normal"),
            lecun("jax:lecun_uniform"),
            fanIn("jax:variance_scaling(1, fan_in, normal)"),
            orthogonal("jax:orthogonal"),
            Spelling.of("jax:normal", 1e-4, "0.01^2"),
            Spelling.of("jax:uniform", 1e-4 / 12, "0.01^2/12"),
            Spelling.of("jax:truncated_normal", 1e-4, "0.01^2 (its stddev is that before the cut)"),
            glorot("dl4j:XAVIER"),
            glorot("dl4j:XAVIER_UNIFORM"),
            fanIn("dl4j:XAVIER_FAN_IN"),
            Spelling.of("dl4j:XAVIER_LEGACY", 0.5 / MEAN_FAN, "1/(n+m)"),
            he("dl4j:RELU"),
            he("dl4j:RELU_UNIFORM"),
            lecun("dl4j:LECUN_NORMAL"),
            lecun("dl4j:LECUN_UNIFORM"),
            fanIn("dl4j:NORMAL"),
            Spelling.of("dl4j:UNIFORM", 1.0 / 3 / FAN_IN, "1/(3n)"),
            Spelling.of("dl4j:SIGMOID_UNIFORM", 16 / MEAN_FAN, "32/(n+m)").with("sigmoid"),
            fanIn("dl4j:VAR_SCALING_UNIFORM_FAN_IN"),
            Spelling.of("dl4j:VAR_SCALING_UNIFORM_FAN_OUT", 1.0 / FAN_OUT, "1/m"),
            Spelling.of("dl4j:VAR_SCALING_UNIFORM_FAN_AVG", 1 / MEAN_FAN, "2/(n+m)"),
            // DJL's XavierInitializer(GAUSSIAN, AVG, 3), its default
            glorot(DJL));

    /** What libraries are used with for want of a gain. */
    private static final List<Spelling> WITHOUT_GAIN = List.of(
            he("keras:HeNormal").with("gelu"),
            he("keras:HeNormal").with("silu"),
            glorot("keras:GlorotUniform").with("sigmoid"));

    public static final Claim CLAIM = new Claim(
            "audit",
            "documentation and sources of Keras, PyTorch, JAX, DL4J and DJL",
            "What libraries draw under a name has the variance that the name promises, within 2 %, and no library's"
                    + " advice for an activation changes its squared gradients over 50 layers by more than 10^3",
            "one name, one law",
            Audit::parts);

    private Audit() {}

    private static List<Part> parts(Scale scale) {
        Shared<String> gradients = new Shared<>();
        return Stream.concat(
                        SPELLINGS.stream().map(Audit::variance),
                        Stream.concat(SPELLINGS.stream(), WITHOUT_GAIN.stream())
                                .filter(spelling -> spelling.activation().isPresent())
                                .map(spelling -> gradient(scale, spelling, gradients)))
                .toList();
    }

    private static String shown(Spelling spelling) {
        return spelling.text().equals(DJL) ? "djl:XavierInitializer" : spelling.text();
    }

    private static Part variance(Spelling spelling) {
        return between(0.98, 1.02, 0, shown(spelling) + ": variance over " + spelling.formula())
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
        Distribution distribution = initializer.distribution(FAN_IN, FAN_OUT, 2, 3);
        float[] weights = distribution.draw(Philox.key(seed, 2, Purpose.WEIGHTS), FAN_IN, FAN_OUT);
        double sum = 0;
        double squares = 0;
        for (float w : weights) {
            sum += w;
            squares += (double) w * w;
        }
        double mean = sum / weights.length;
        return squares / weights.length - mean * mean;
    }

    /** @param measured by law and activation: libraries that draw the same law share the figure */
    private static Part gradient(Scale scale, Spelling spelling, Shared<String> measured) {
        String activation = spelling.activation().orElseThrow();
        ClaimNetwork net = ClaimNetwork.plain(spelling.text(), activation, 50, scale.pick(128, 512));
        return between(
                        -3,
                        3,
                        50,
                        shown(spelling) + " + " + activation + ": log10 of squared gradient, first layer over last")
                .by(lab -> Interval.mean(measured.of(
                        lab,
                        Initializers.parse(spelling.text()).spec() + activation,
                        distribution -> lab.probe(net, 16, DRAWS, Audit::log10GradientRatio))));
    }

    private static double log10GradientRatio(List<LayerStatistics> layers) {
        return Math.log10(layers.get(0).gradient().secondMoment()
                / layers.get(layers.size() - 1).gradient().secondMoment());
    }
}
