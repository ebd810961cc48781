package dev.fathom.advise;

import dev.fathom.engine.Estimate;
import dev.fathom.engine.Estimate.Range;
import dev.fathom.engine.GivenNetwork;
import dev.fathom.engine.ProbeReport;
import dev.fathom.engine.Weights;
import dev.fathom.theory.CriticalLine;
import dev.fathom.theory.CriticalPoint;
import dev.fathom.theory.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * What a given initialization does to its network, and what to use instead.
 *
 * @param present through the hidden layers, as measured
 * @param critical σ_w at which the activation's gradients neither vanish nor explode; empty where there is none
 * @param ranking initializers for this network by theory, the best first
 */
public record Diagnosis(List<Finding> findings, Drift present, OptionalDouble critical, List<Candidate> ranking) {
    /** As for the verdicts of sweeps: what is further off than this does not train. */
    private static final double FAR = 1e6;

    private static final double MOST = 0.5;
    private static final double CLEARLY = 0.5;

    public Diagnosis {
        findings = List.copyOf(findings);
        ranking = List.copyOf(ranking);
    }

    /** What is wrong with a layer, the gravest first. */
    public enum State {
        exploded(
                "overflow, or the second moment of z above 10^6 times the first layer's, or a gradient above 10^6 times the last layer's"),
        vanished(
                "underflow, or the second moment of z below 10^-6 times the first layer's, or a gradient below 10^-6 times the last layer's"),
        saturated("at least half of the activations are within 1 % of a bound"),
        dead("at least half of the units have zero derivative on the whole batch"),
        sound("none of these");

        private final String rule;

        State(String rule) {
            this.rule = rule;
        }

        public String rule() {
            return rule;
        }
    }

    /**
     * One layer.
     *
     * @param sigmaW √(fan_in E[w²]), the deviation that theory works with
     * @param sigmaB root mean square of the biases
     * @param of what exploded or vanished: {@code signal}, {@code gradient} or both
     */
    public record Finding(int layer, double sigmaW, double sigmaB, State state, List<String> of) {
        /** {@code vanished (gradient)}. */
        @Override
        public String toString() {
            return state + (of.isEmpty() ? "" : " (" + String.join(", ", of) + ")");
        }
    }

    public static Diagnosis of(GivenNetwork network, ProbeReport report) {
        List<ProbeReport.Layer> layers = report.layers();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Weights.Dense dense = network.weights().layers().get(i);
            Layer moments = dense.moments();
            double square = moments.weightVariance() + moments.weightMean() * moments.weightMean();
            double sigmaW = Math.sqrt(dense.fanIn() * square);
            findings.add(finding(sigmaW, Math.sqrt(moments.biasVariance()), layers.get(0), layers.get(i)));
        }
        int depth = network.shape().depth();
        Candidates candidates = new Candidates(network.activation(), network.architecture(), network.shape());
        return new Diagnosis(
                findings,
                Drift.measured(layers.subList(0, depth)),
                critical(network),
                candidates.distinct(candidates.byTheory()));
    }

    private static OptionalDouble critical(GivenNetwork network) {
        return CriticalLine.points(network.activation(), 0).stream()
                .filter(CriticalPoint::stable)
                .mapToDouble(point -> Math.sqrt(point.sigmaW2()))
                .findFirst();
    }

    private static Finding finding(double sigmaW, double sigmaB, ProbeReport.Layer first, ProbeReport.Layer layer) {
        Estimate signal = layer.preactivation().secondMoment();
        double growth = signal.value() / first.preactivation().secondMoment().value();
        boolean signalUp = signal.range() == Range.OVERFLOW || growth > FAR;
        boolean signalDown = signal.range() == Range.UNDERFLOW || growth < 1 / FAR;
        Estimate gradient = layer.gradientRatio();
        boolean gradientUp = gradient.range() == Range.OVERFLOW || gradient.value() > FAR;
        boolean gradientDown = gradient.range() == Range.UNDERFLOW || gradient.value() < 1 / FAR;
        if (signalUp || gradientUp) {
            return new Finding(layer.layer(), sigmaW, sigmaB, State.exploded, of(signalUp, gradientUp));
        }
        if (signalDown || gradientDown) {
            return new Finding(layer.layer(), sigmaW, sigmaB, State.vanished, of(signalDown, gradientDown));
        }
        State state = layer.saturated() >= MOST ? State.saturated : layer.dead() >= MOST ? State.dead : State.sound;
        return new Finding(layer.layer(), sigmaW, sigmaB, state, List.of());
    }

    private static List<String> of(boolean signal, boolean gradient) {
        return Stream.concat(signal ? Stream.of("signal") : Stream.of(), gradient ? Stream.of("gradient") : Stream.of())
                .toList();
    }

    /** The factor on all hidden weights of a layer that brings it to the critical point. */
    public OptionalDouble remedy(Finding finding) {
        return critical.isPresent() && finding.sigmaW() > 0
                ? OptionalDouble.of(critical.getAsDouble() / finding.sigmaW())
                : OptionalDouble.empty();
    }

    /** The initializers that theory places clearly ahead of what is there: by half an order of magnitude or more. */
    public List<Candidate> better() {
        return ranking.stream()
                .filter(candidate -> candidate.predicted().size() + CLEARLY < present.size())
                .toList();
    }
}
