package dev.fathom.advise;

import dev.fathom.activation.Activation;
import dev.fathom.engine.network.Weights;
import dev.fathom.engine.probe.GivenNetwork;
import dev.fathom.engine.probe.Predicted;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.net.Weight;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.theory.meanfield.CriticalLine;
import dev.fathom.theory.meanfield.CriticalPoint;
import dev.fathom.theory.propagation.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What an initialization does to its network, and what theory would rather use.
 *
 * @param shape as users know it: its depth counts blocks where branches have several layers
 * @param present through the hidden layers, as measured
 * @param passesGradients false behind an output layer that starts at 0, as some schemes want it
 * @param critical σ_w at which the activation's gradients neither vanish nor explode; empty where there is none
 */
public record Diagnosis(
        Activation activation,
        Architecture architecture,
        Shape shape,
        ProbeReport report,
        List<Finding> findings,
        Drift present,
        boolean passesGradients,
        OptionalDouble critical) {
    private static final double CLEARLY = 0.5;

    /** Orders of magnitude of drift that training bears. */
    private static final double BEARABLE = 3;

    public Diagnosis {
        findings = List.copyOf(findings);
    }

    /** What is wrong with a layer, the gravest first. */
    public enum State {
        symmetric("all units start with the same weights, and learning keeps them equal"),
        exploded(
                "overflow, or the second moment of z above 10^6 times the first layer's, or a gradient above 10^6 times the last layer's"),
        vanished(
                "underflow, or the second moment of z below 10^-6 times the first layer's, or a gradient below 10^-6 times the last layer's"),
        saturated("at least half of the activations are within 1 % of a bound"),
        dead("at least half of the units have zero derivative on the whole batch"),
        collapsed(
                "1 - c below 10^-6: the pre-activations of any two inputs are parallel, where those of the first layer are not"),
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
     */
    public record Finding(int layer, double sigmaW, double sigmaB, Set<Symptom> symptoms) {
        public State state() {
            return symptoms.stream().map(Symptom::state).min(State::compareTo).orElse(State.sound);
        }

        /** What exploded or vanished: {@code signal}, {@code gradient} or both. */
        public List<String> of() {
            return symptoms.stream()
                    .filter(symptom ->
                            symptom.state() == state() && !symptom.of().isEmpty())
                    .map(Symptom::of)
                    .toList();
        }

        /** {@code vanished (gradient)}. */
        @Override
        public String toString() {
            return state() + (of().isEmpty() ? "" : " (" + String.join(", ", of()) + ")");
        }
    }

    public static Diagnosis of(GivenNetwork network, ProbeReport report) {
        List<Layer> moments =
                network.weights().layers().stream().map(Weights.Dense::moments).toList();
        return of(moments, network.activation(), network.architecture(), network.shape(), report);
    }

    /** @param shape that was probed */
    public static Diagnosis of(ProbeRequest request, Shape shape, ProbeReport report) {
        List<Layer> moments = Predicted.of(request.setup(request.seed()), shape, request.architecture(), 1)
                .network()
                .layers();
        return of(moments, request.activation(), request.architecture(), shape, report);
    }

    private static Diagnosis of(
            List<Layer> moments, Activation activation, Architecture architecture, Shape shape, ProbeReport report) {
        List<ProbeReport.Layer> layers = report.layers();
        List<Weight> weights = architecture.network(shape).weights();
        Layer end = moments.get(moments.size() - 1);
        boolean passesGradients =
                !weights.get(weights.size() - 1).isOutput() || end.weightVariance() > 0 || end.weightMean() != 0;
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = moments.get(i);
            double square = layer.weightVariance() + layer.weightMean() * layer.weightMean();
            findings.add(new Finding(
                    i + 1,
                    Math.sqrt(layer.fanIn() * square),
                    Math.sqrt(layer.biasVariance()),
                    Symptom.in(
                            layers.get(i), layers.get(0), layer, weights.get(i).endsBranch(), passesGradients)));
        }
        return new Diagnosis(
                activation,
                architecture,
                shape,
                report,
                findings,
                Drift.measured(layers.subList(0, architecture.network(shape).hiddenLayers())),
                passesGradients,
                critical(activation));
    }

    private static OptionalDouble critical(Activation activation) {
        return CriticalLine.points(activation, 0).stream()
                .filter(CriticalPoint::stable)
                .mapToDouble(point -> Math.sqrt(point.sigmaW2()))
                .findFirst();
    }

    /** Nothing is wrong with any layer. */
    public boolean isSound() {
        return findings.stream().allMatch(finding -> finding.state() == State.sound);
    }

    /** Sound, and what drifts stays within what training bears. */
    public boolean holds() {
        double drift = passesGradients ? present.size() : Math.abs(present.length());
        return isSound() && drift <= BEARABLE;
    }

    /** The factor on all hidden weights of a layer that brings it to the critical point. */
    public OptionalDouble remedy(Finding finding) {
        return critical.isPresent() && finding.sigmaW() > 0
                ? OptionalDouble.of(critical.getAsDouble() / finding.sigmaW())
                : OptionalDouble.empty();
    }

    /** Initializers for this network by theory, the best first. */
    public List<Candidate> ranking() {
        return candidates().distinct(candidates().byTheory());
    }

    Candidates candidates() {
        return new Candidates(activation, architecture, shape);
    }

    /** Those of a ranking that theory places clearly ahead of what is there: by half an order of magnitude or more. */
    public List<Candidate> better(List<Candidate> ranking) {
        return ranking.stream()
                .filter(candidate -> passesGradients && candidate.predicted().size() + CLEARLY < present.size())
                .toList();
    }
}
