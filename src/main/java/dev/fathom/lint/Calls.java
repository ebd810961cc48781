package dev.fathom.lint;

import dev.fathom.init.Distribution;
import dev.fathom.init.Distribution.Normal;
import dev.fathom.init.Distribution.TruncatedNormal;
import dev.fathom.init.Distribution.Uniform;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Spellings;
import dev.fathom.lint.Law.Family;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;

/** The library call that draws a law: one named for the fans where its sigma is the tensor's, else one with that sigma. */
final class Calls {
    /** Those of PyTorch, Keras and JAX, the plainest first. */
    private static final List<String> NAMED = List.of(
            "kaiming_normal_",
            "he_normal",
            "xavier_normal_",
            "glorot_normal",
            "lecun_normal",
            "kaiming_normal_(mode=fan_out, nonlinearity=relu)",
            "kaiming_normal_(nonlinearity=linear)",
            "glorot_uniform",
            "he_uniform",
            "lecun_uniform",
            "uniform_fan_in",
            "variance_scaling(2, fan_out, truncated_normal)",
            "variance_scaling(2, fan_out, uniform)");

    private Calls() {}

    static Optional<String> of(Family family, Survey survey, Fans fans, double cut, boolean keras) {
        double tolerance = tolerance(survey);
        if (fans.known()) {
            for (String spec : NAMED) {
                Initializer initializer = Initializers.parse(spec);
                Distribution law = initializer.distribution(fans.in(), fans.out(), 1, 1);
                if (family(law) == family && near(Math.sqrt(law.variance()), survey.sigma(), tolerance)) {
                    return Optional.of(spelled(spec, keras));
                }
            }
        }
        double sigma = survey.sigma();
        if (family == Family.UNIFORM) {
            String edge = rounded(sigma * Math.sqrt(3), tolerance);
            return Optional.of(spelled("random_uniform(-" + edge + ", " + edge + ")", keras));
        }
        if (family == Family.TRUNCATED_NORMAL) {
            double parent = sigma / Math.sqrt(TruncatedNormal.symmetric(1, cut).variance());
            String std = rounded(parent, tolerance + 0.01);
            String edge = rounded(parent * cut, 0.01);
            return Optional.of(spelled("truncated_normal(0, " + std + ", -" + edge + ", " + edge + ")", keras));
        }
        return Optional.of(spelled("random_normal(0, " + rounded(sigma, tolerance) + ")", keras));
    }

    static double tolerance(Survey survey) {
        return Math.max(4 * survey.sigmaError(), 0.002);
    }

    static boolean near(double a, double b, double tolerance) {
        return Math.abs(a / b - 1) <= tolerance;
    }

    static Family family(Distribution law) {
        return law instanceof Uniform
                ? Family.UNIFORM
                : law instanceof Normal
                        ? Family.NORMAL
                        : law instanceof TruncatedNormal ? Family.TRUNCATED_NORMAL : Family.OTHER;
    }

    /** As the library writes it, or as Fathom does where the library cannot. */
    static String spelled(String spec, boolean keras) {
        Initializer initializer = Initializers.parse(spec);
        Spellings spellings = initializer.spellings();
        String spelling = keras ? spellings.keras() : spellings.pytorch();
        return spelling == null ? spec : spelling;
    }

    /** The shortest number within the tolerance: people write 0.02, not 0.01998. */
    private static String rounded(double value, double tolerance) {
        for (int digits = 1; digits < 4; digits++) {
            double rounded =
                    new BigDecimal(value).round(new MathContext(digits)).doubleValue();
            if (near(rounded, value, tolerance)) {
                return new BigDecimal(String.valueOf(rounded))
                        .stripTrailingZeros()
                        .toPlainString();
            }
        }
        return new BigDecimal(value)
                .round(new MathContext(4))
                .stripTrailingZeros()
                .toPlainString();
    }
}
