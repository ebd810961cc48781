package dev.fathom.lint;

import dev.fathom.init.Distribution;
import dev.fathom.init.Distribution.Independent;
import dev.fathom.init.Distribution.Normal;
import dev.fathom.init.Distribution.TruncatedNormal;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Nearest;
import dev.fathom.lint.Law.Family;
import dev.fathom.model.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a tensor's law should be: {@code dense: kaiming_normal_} for a role, or {@code *.c_proj.weight: normal(0, 0.002)}
 * for names.
 */
public record Expectation(String who, Pattern names, Initializer initializer) {
    /** A comma ends an expectation where the next one begins: initializers have commas of their own. */
    private static final Pattern NEXT = Pattern.compile(",(?=[^,:()]+:)");

    /** Chance of a false alarm in one tensor of the law expected. */
    private static final double LEAST_P = 1e-6;

    private static final double FARTHEST_ERRORS = 6;

    /** @throws IllegalArgumentException for an unknown role or initializer */
    public static List<Expectation> parse(String text) {
        List<Expectation> all = new ArrayList<>();
        for (String part : NEXT.split(text)) {
            int colon = part.indexOf(':');
            if (colon < 1 || part.substring(colon + 1).isBlank()) {
                throw new IllegalArgumentException(
                        "--expect: '" + part.strip() + "' is not ROLE: INITIALIZER, such as dense: kaiming_normal_");
            }
            String who = part.substring(0, colon).strip();
            all.add(new Expectation(
                    who,
                    pattern(who),
                    Initializers.parse(explicit(part.substring(colon + 1).strip()))));
        }
        return all;
    }

    private static Pattern pattern(String who) {
        if (who.contains("*") || who.contains(".") || who.contains("/")) {
            return Pattern.compile(Pattern.quote(who).replace("*", "\\E.*\\Q"));
        }
        List<String> words = Arrays.stream(Role.values()).map(Role::word).toList();
        if (!words.contains(who)) {
            throw new IllegalArgumentException("--expect: no role is called '" + who + "'" + Nearest.hint(who, words)
                    + "; a name or pattern of tensors has a dot or a *");
        }
        return Pattern.compile("");
    }

    /** With mean and deviation, or both ends, {@code normal} and {@code uniform} are the same in all libraries. */
    private static String explicit(String initializer) {
        Matcher two =
                Pattern.compile("(normal|uniform)\\s*(\\([^,()]+,[^,()]+\\))").matcher(initializer);
        return two.matches() ? "random_" + two.group(1) + two.group(2) : initializer;
    }

    /** Whether the expectation is about this tensor. */
    public boolean covers(Row row) {
        return names.pattern().isEmpty()
                ? row.role().word().equals(who)
                : names.matcher(row.name()).matches();
    }

    /** Why the tensor is not as expected; empty where it is. */
    public Optional<String> breach(Row row) {
        if (!row.read()) {
            return Optional.of("its numbers are not read or not finite");
        }
        Fans fans =
                row.fans().known() ? row.fans() : new Fans((int) Math.min(Integer.MAX_VALUE, row.survey().count), 1);
        Distribution law = initializer.distribution(fans.in(), fans.out(), 1, 1);
        String found = "is " + row.law().text()
                + row.law().call().map(c -> " [" + c + "]").orElse("");
        if (law instanceof Distribution.Constant constant) {
            boolean same = row.survey().constant() && row.survey().least() == (float) constant.value();
            return same ? Optional.empty() : Optional.of(found);
        }
        if (law instanceof Independent independent) {
            return independent(row, independent) ? Optional.empty() : Optional.of(found);
        }
        boolean structured = law instanceof Distribution.Orthogonal orthogonal
                        && row.law().family() == Family.ORTHOGONAL
                        && Calls.near(row.survey().norm(), Math.abs(orthogonal.gain()), 0.01)
                || law instanceof Distribution.Identity && row.law().family() == Family.IDENTITY
                || !(law instanceof Distribution.Orthogonal)
                        && !(law instanceof Distribution.Identity)
                        && Calls.near(row.sigma(), Math.sqrt(law.variance()), 0.05);
        return structured ? Optional.empty() : Optional.of(found);
    }

    private static boolean independent(Row row, Independent law) {
        Survey survey = row.survey();
        double sigma = Math.sqrt(law.variance());
        double rounding =
                row.header().type().contains("F16") || row.header().type().equals("f2") ? 0.004 : 1e-6;
        boolean scale = Math.abs(survey.sigma() / sigma - 1) <= FARTHEST_ERRORS * survey.sigmaError() + rounding;
        boolean centre = Math.abs(survey.mean() - law.mean()) <= FARTHEST_ERRORS * sigma / Math.sqrt(survey.count);
        Distribution.Interval support = law.support();
        double slack = rounding * sigma * 4;
        boolean within = survey.least() >= support.low() - slack && survey.most() <= support.high() + slack;
        int bits = rounding < 0.001 ? 23 : 7;
        return scale && centre && within && Kolmogorov.pValue(survey.sample(), bits, law) >= LEAST_P;
    }

    /** A cut that no number of so many would reach is none: PyTorch's is at -2 and 2, whatever the deviation. */
    public Optional<Finding> idleTruncation(List<Row> covered) {
        List<Row> idle = covered.stream()
                .filter(row -> row.read() && row.fans().known())
                .filter(row ->
                        initializer.distribution(row.fans().in(), row.fans().out(), 1, 1) instanceof TruncatedNormal cut
                                && 2 * row.survey().count * (1 - new Normal(0, 1).cdf(edge(cut))) < 0.01)
                .toList();
        if (idle.isEmpty()) {
            return Optional.empty();
        }
        Row first = idle.get(0);
        TruncatedNormal cut = (TruncatedNormal)
                initializer.distribution(first.fans().in(), first.fans().out(), 1, 1);
        return Optional.of(Finding.of(
                "truncation",
                idle,
                "the cut of " + initializer.spec() + " lies at " + LawFit.number(edge(cut))
                        + " sigmas and never acts: a normal law draws the same"));
    }

    private static double edge(TruncatedNormal cut) {
        return Math.min(cut.high() - cut.parentMean(), cut.parentMean() - cut.low()) / cut.parentStd();
    }
}
