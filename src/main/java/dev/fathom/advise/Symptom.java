package dev.fathom.advise;

import dev.fathom.advise.Diagnosis.State;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.Estimate.Range;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.theory.propagation.Layer;
import java.util.EnumSet;
import java.util.Set;

/** What can be wrong with a layer at initialization, the gravest first. */
public enum Symptom {
    SYMMETRIC(State.symmetric, ""),
    SIGNAL_EXPLODES(State.exploded, "signal"),
    GRADIENT_EXPLODES(State.exploded, "gradient"),
    SIGNAL_VANISHES(State.vanished, "signal"),
    GRADIENT_VANISHES(State.vanished, "gradient"),
    SATURATED(State.saturated, ""),
    DEAD(State.dead, ""),
    COLLAPSED(State.collapsed, "");

    /** As for the verdicts of sweeps: what is further off than this does not train. */
    static final double FAR = 1e6;

    private static final double MOST = 0.5;

    /** Variance of the weights over their squared mean, where rounding alone keeps them apart. */
    private static final double EQUAL = 1e-10;

    private final State state;
    private final String of;

    Symptom(State state, String of) {
        this.state = state;
        this.of = of;
    }

    State state() {
        return state;
    }

    /** What exploded or vanished; empty for other symptoms. */
    String of() {
        return of;
    }

    /**
     * Of one layer.
     *
     * @param weights of whose equality symmetry is told
     * @param passesGradients false behind an output layer that starts at 0, as some schemes want it
     */
    static Set<Symptom> in(
            ProbeReport.Layer layer,
            ProbeReport.Layer first,
            Layer weights,
            boolean branchEnd,
            boolean passesGradients) {
        Set<Symptom> found = EnumSet.noneOf(Symptom.class);
        boolean zero = weights.weightVariance() == 0 && weights.weightMean() == 0;
        boolean equal = weights.weightVariance() <= EQUAL * weights.weightMean() * weights.weightMean();
        if (equal && layer.activation().isPresent() && !(zero && branchEnd)) {
            found.add(SYMMETRIC);
        }
        Estimate signal = layer.preactivation().secondMoment();
        double start = first.preactivation().secondMoment().value();
        if (layer.activation().isPresent() || passesGradients) {
            judge(signal, start, SIGNAL_EXPLODES, SIGNAL_VANISHES, found);
        }
        if (passesGradients) {
            judge(layer.gradientRatio(), 1, GRADIENT_EXPLODES, GRADIENT_VANISHES, found);
        }
        if (layer.saturated() >= MOST) {
            found.add(SATURATED);
        }
        if (layer.dead() >= MOST) {
            found.add(DEAD);
        }
        if (signal.value() > 0 && collapsed(layer) && !collapsed(first)) {
            found.add(COLLAPSED);
        }
        return found;
    }

    private static void judge(Estimate figure, double start, Symptom grown, Symptom shrunk, Set<Symptom> found) {
        double growth = figure.value() / start;
        if (figure.range() == Range.OVERFLOW || growth > FAR) {
            found.add(grown);
        } else if (figure.range() == Range.UNDERFLOW || !(growth >= 1 / FAR)) {
            found.add(shrunk);
        }
    }

    private static boolean collapsed(ProbeReport.Layer layer) {
        return layer.decorrelation()
                .filter(c -> c.range() == Range.FINITE && c.value() < 1 / FAR)
                .isPresent();
    }
}
