package dev.fathom.atlas.file;

import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Criterion;
import dev.fathom.atlas.Criterion.Judgement;
import dev.fathom.atlas.Subject;
import dev.fathom.confidence.Interval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a part of a claim's file is measured: networks are added look by look until the interval decides, and the intervals of
 * all looks hold at once (Bonferroni), so that looking more than once costs no certainty.
 *
 * @param less whose figure is taken off, network by network
 * @param firstSeed of the first network; the others follow it
 * @param looks numbers of networks, ascending; one for a number fixed beforehand
 */
record Measurement(Figure figure, Subject subject, Optional<Subject> less, int firstSeed, List<Integer> looks) {
    Interval of(ClaimRunner lab, Criterion criterion) {
        if (figure == Figure.DEEPEST) {
            return DepthSearch.deepest(
                    lab,
                    subject.on(lab.data()),
                    (int) ((Criterion.AtLeast) criterion).limit(),
                    looks.get(looks.size() - 1));
        }
        double[] values = {};
        Interval interval = null;
        for (int look : looks) {
            values = with(values, values(lab, firstSeed + values.length, firstSeed + look));
            interval = figure.interval(looks.size(), values);
            if (criterion.judge(interval) != Judgement.OPEN) {
                break;
            }
        }
        return interval;
    }

    private double[] values(ClaimRunner lab, int from, int to) {
        double[] values = figure.of(lab, subject.on(lab.data()), from, to);
        if (less.isPresent()) {
            double[] others = figure.of(lab, less.get().on(lab.data()), from, to);
            for (int i = 0; i < values.length; i++) {
                values[i] -= others[i];
            }
        }
        return values;
    }

    private static double[] with(double[] known, double[] more) {
        double[] all = Arrays.copyOf(known, known.length + more.length);
        System.arraycopy(more, 0, all, known.length, more.length);
        return all;
    }

    /** In words, for a claim that looks so often. */
    static String rule(List<Integer> looks) {
        return "raised until the interval decides, at looks of "
                + looks.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + "; each look's interval is so wide that all hold at once with 95 %";
    }
}
