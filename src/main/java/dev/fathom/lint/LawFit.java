package dev.fathom.lint;

import dev.fathom.init.Distribution;
import dev.fathom.init.Distribution.Independent;
import dev.fathom.init.Distribution.Normal;
import dev.fathom.init.Distribution.TruncatedNormal;
import dev.fathom.init.Distribution.Uniform;
import dev.fathom.lint.Law.Family;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** Finds the law of a tensor: the certain ones by exact signs, the others by the best p-value. */
final class LawFit {
    /** Numbers beyond the greatest that an uncut law would have had: with fewer, no cut shows. */
    private static final double MISSED = 20;

    private final Survey survey;
    private final int bits;
    private final Fans fans;
    private final boolean keras;

    private LawFit(Survey survey, int bits, Fans fans, boolean keras) {
        this.survey = survey;
        this.bits = bits;
        this.fans = fans;
        this.keras = keras;
    }

    /**
     * @param bits of fraction that the stored type keeps
     * @param keras whether calls are to be Keras' rather than PyTorch's
     */
    static Law of(Survey survey, int bits, Fans fans, boolean keras) {
        return new LawFit(survey, bits, fans, keras).law();
    }

    private Law law() {
        if (survey.constant()) {
            boolean zero = survey.least() == 0;
            String text = zero ? "zeros" : "constant " + number(survey.least());
            return new Law(zero ? Family.ZEROS : Family.CONSTANT, text, Double.NaN, Double.NaN, call(text));
        }
        if (identity()) {
            return new Law(
                    Family.IDENTITY, "identity " + number(survey.most()), Double.NaN, Double.NaN, call("identity"));
        }
        if (survey.zeroShare() > 0.05) {
            String text = "sparse, " + number(100 * survey.zeroShare()) + " % zeros";
            return new Law(Family.SPARSE, text, Double.NaN, Double.NaN, Optional.empty());
        }
        if (fans.known() && survey.equalNorms()) {
            String gain = number(survey.norm());
            String spec = gain.equals("1") ? "orthogonal" : "orthogonal(" + gain + ")";
            return new Law(Family.ORTHOGONAL, "orthogonal, gain " + gain, Double.NaN, Double.NaN, call(spec));
        }
        return random();
    }

    private boolean identity() {
        return fans.known()
                && survey.least() == 0
                && survey.nonzeros() == Math.min(fans.in(), fans.out())
                && Math.abs(survey.mean() * survey.count / survey.nonzeros() - survey.most()) < 1e-6 * survey.most();
    }

    private Law random() {
        double sigma = survey.sigma();
        boolean centred = Math.abs(survey.mean()) <= 5 * sigma / Math.sqrt(survey.count);
        double mean = centred ? 0 : survey.mean();
        double edge = Math.max(Math.abs(survey.least() - mean), Math.abs(survey.most() - mean));
        Normal normal = new Normal(mean, sigma);
        double missed = survey.count * 2 * (1 - normal.cdf(mean + edge));
        double limit = sigma * Math.sqrt(3);
        Law best = judged(Family.UNIFORM, new Uniform(mean - limit, mean + limit), Double.NaN);
        if (missed > MISSED && edge / sigma > Math.sqrt(3) * 1.01) {
            double cut = cut(edge / sigma);
            double parent = edge / cut;
            best = better(
                    best,
                    judged(Family.TRUNCATED_NORMAL, new TruncatedNormal(mean, parent, mean - edge, mean + edge), cut));
        } else {
            best = better(best, judged(Family.NORMAL, normal, Double.NaN));
        }
        if (best.pValue() >= Law.LEAST_P) {
            return best;
        }
        return new Law(Family.OTHER, "no law", best.pValue(), Double.NaN, Optional.empty());
    }

    private static Law better(Law a, Law b) {
        return b.pValue() > a.pValue() ? b : a;
    }

    private Law judged(Family family, Independent law, double cut) {
        double p = Kolmogorov.pValue(survey.sample(), bits, law);
        String mean = law.mean() == 0 ? "" : number(law.mean()) + ", ";
        String text = switch (family) {
            case UNIFORM ->
                "uniform(" + number(law.support().low()) + ", "
                        + number(law.support().high()) + ")";
            case TRUNCATED_NORMAL ->
                "truncated_normal(" + mean + number(law.support().high() / cut) + ", at " + number(cut) + " sigma)";
            default -> "normal(" + (mean.isEmpty() ? "0, " : mean) + number(survey.sigma()) + ")";
        };
        return new Law(family, text, p, cut, p < Law.LEAST_P ? Optional.empty() : named(family, law, cut));
    }

    private Optional<String> named(Family family, Distribution law, double cut) {
        return law.mean() == 0 ? Calls.of(family, survey, fans, cut, keras) : Optional.empty();
    }

    private Optional<String> call(String spec) {
        return Optional.ofNullable(Calls.spelled(
                spec.replace("constant ", "constant(") + (spec.startsWith("constant") ? ")" : ""), keras));
    }

    /** Where a standard normal law is cut whose edge is so many of its own deviations: between the uniform law's and none. */
    private static double cut(double edges) {
        double low = 0.05;
        double high = 8;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            double ratio =
                    middle / Math.sqrt(TruncatedNormal.symmetric(1, middle).variance());
            if (ratio < edges) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    static String number(double value) {
        if (value == 0 || !Double.isFinite(value)) {
            return value == 0 ? "0" : String.valueOf(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
        return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6 ? rounded.toPlainString() : rounded.toString();
    }
}
