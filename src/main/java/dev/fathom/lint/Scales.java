package dev.fathom.lint;

import dev.fathom.activation.Activation;
import dev.fathom.model.Role;
import dev.fathom.theory.meanfield.CriticalLine;
import dev.fathom.theory.meanfield.CriticalPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the scale of weights suits what they feed: the activation between layers, the loss behind the last one. */
final class Scales {
    /** An output of this deviation costs two nats beyond the logarithm of the classes at the start. */
    private static final double LARGEST_OUTPUT = 2;

    private static final double LEAST_DIFFERENCE = 0.05;

    private Scales() {}

    static List<Finding> of(List<Row> rows, Optional<Activation> activation) {
        List<Finding> findings = new ArrayList<>();
        for (Row row : rows) {
            if (row.role() == Role.OUTPUT && row.read() && row.gain() > LARGEST_OUTPUT) {
                findings.add(Finding.of(
                        "output scale",
                        row,
                        "normalized inputs give answers of deviation " + LawFit.number(row.gain())
                                + ", so that the first loss is far above chance"));
            }
        }
        boolean normalized = rows.stream().anyMatch(row -> row.role() == Role.NORM);
        if (activation.isPresent() && !normalized) {
            gain(rows, activation.get(), findings);
        }
        return findings;
    }

    /** Without normalization each layer multiplies the signal: a factor other than the critical one to the power of the depth. */
    private static void gain(List<Row> rows, Activation activation, List<Finding> findings) {
        Optional<CriticalPoint> critical = CriticalLine.points(activation, 0).stream()
                .filter(CriticalPoint::stable)
                .findFirst();
        if (critical.isEmpty()) {
            return;
        }
        double wanted = Math.sqrt(critical.get().sigmaW2());
        List<Row> off = rows.stream()
                .filter(row -> (row.role() == Role.DENSE || row.role() == Role.CONVOLUTION)
                        && row.read()
                        && row.fans().known())
                .filter(row -> Math.abs(Math.log(row.gain() / wanted))
                        > Math.max(LEAST_DIFFERENCE, 6 * row.survey().sigmaError()))
                .toList();
        if (!off.isEmpty()) {
            double least = off.stream().mapToDouble(Row::gain).min().orElseThrow();
            double most = off.stream().mapToDouble(Row::gain).max().orElseThrow();
            String gains = LawFit.number(least) + (most > least * 1.01 ? " to " + LawFit.number(most) : "");
            findings.add(Finding.of(
                    "gain",
                    off,
                    "sigma x sqrt(fan_in) is " + gains + ", where " + activation.spec()
                            + " without normalization holds its signal at " + LawFit.number(wanted)));
        }
    }
}
