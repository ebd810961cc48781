package dev.fathom.theory.propagation;

import dev.fathom.net.Activate;
import dev.fathom.net.Attention;
import dev.fathom.net.Block;
import dev.fathom.net.Convolve;
import dev.fathom.net.Dense;
import dev.fathom.net.Normalize;
import dev.fathom.net.Pool;
import dev.fathom.net.Positions;
import dev.fathom.net.Residual;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** The recursions of {@link Propagation} over the blocks of a net: forward as it visits them, then back over its trace. */
final class Recursion implements Block.Visitor<Void> {
    private final FiniteNetwork network;
    private final ActivationMap activation;
    private final List<Signal> preactivations = new ArrayList<>();
    private final List<Signal> seen = new ArrayList<>(); // by the activation behind each layer
    private final List<Signal> entering = new ArrayList<>();
    private final List<AttentionMap> attentions = new ArrayList<>();
    private GradientTrace trace = new GradientTrace();
    private Optional<String> inapplicable = Optional.empty();
    private Signal signal;
    private Residual ending; // the branch whose last block comes next, nullable
    private Signal around; // what goes around that branch

    /** @param correlation of two inputs; in nets with attention, of two tokens of one */
    Recursion(FiniteNetwork network, double input, OptionalDouble correlation) {
        this.network = network;
        activation = new ActivationMap(network.activation());
        signal = new Signal(
                Math.log(input),
                correlation.isPresent() ? OptionalDouble.of(1 - correlation.getAsDouble()) : correlation);
        network.spec().blocks().forEach(block -> block.accept(this));
    }

    /** What the net gives. */
    Signal top() {
        return signal;
    }

    /** Why there is no theory of what follows. */
    Optional<String> inapplicable() {
        return inapplicable;
    }

    /** What each block but branches takes, in the order of the forward pass. */
    List<Signal> entering() {
        return entering;
    }

    /** Of each block of attention, likewise. */
    List<AttentionMap> attentions() {
        return attentions;
    }

    /** Pre-activations by layer. */
    List<Signal> preactivations() {
        return preactivations;
    }

    /** ln E[φ²] behind each layer, also where no activation follows. */
    double logActivation(int layer) {
        return activation.logSquare(seen.get(layer));
    }

    /** ln of the gradient's second moment by layer, over that of the last one. */
    double[] logGradients() {
        double[] gradients = new double[preactivations.size()];
        trace.walkBack(gradients);
        double last = gradients[gradients.length - 1]; // not 0 where something follows it inside its branch
        for (int i = 0; i < gradients.length; i++) {
            gradients[i] -= last;
        }
        return gradients;
    }

    @Override
    public Void dense(Dense block) {
        return layer();
    }

    private Void layer() {
        entering.add(signal);
        int number = preactivations.size();
        Layer layer = network.layers().get(number);
        double scale = ending == null ? 0 : 2 * Math.log(Math.abs(ending.scale()));
        double logSkip = ending == null ? Double.NEGATIVE_INFINITY : around.logSquare();
        double logSignal = Math.log(layer.forward()) + signal.logSquare() + scale;
        double logQ = Signal.logSum(logSkip, Signal.logSum(logSignal, Math.log(layer.biasVariance()) + scale));
        OptionalDouble decorrelation = signal.decorrelation();
        if (decorrelation.isPresent()) {
            double d = logQ == Double.NEGATIVE_INFINITY ? 0 : Math.exp(logSignal - logQ) * decorrelation.getAsDouble();
            double passed = ending == null || logQ == Double.NEGATIVE_INFINITY
                    ? 0
                    : Math.exp(logSkip - logQ) * around.decorrelation().getAsDouble();
            decorrelation = OptionalDouble.of(passed + d);
        }
        signal = new Signal(logQ, decorrelation);
        ending = null;
        preactivations.add(signal);
        seen.add(signal);
        trace.weights(number, Math.log(layer.backward()));
        return null;
    }

    /** Of what goes around a branch and what comes out of it, which do not depend on each other. */
    private static Signal sum(Signal around, Signal branch, double logScale) {
        double log = branch.logSquare() + logScale;
        double total = Signal.logSum(around.logSquare(), log);
        return new Signal(
                total,
                around.decorrelation().isEmpty()
                        ? around.decorrelation()
                        : OptionalDouble.of(Math.exp(around.logSquare() - total)
                                        * around.decorrelation().getAsDouble()
                                + Math.exp(log - total) * branch.decorrelation().getAsDouble()));
    }

    @Override
    public Void convolve(Convolve block) {
        return layer(); // of one position that sees itself
    }

    /** Each token of a sample gets a vector of its own. */
    @Override
    public Void positions(Positions block) {
        entering.add(signal);
        int number = preactivations.size();
        double log = Math.log(network.layers().get(number).weightVariance());
        signal = sum(signal, new Signal(log, OptionalDouble.of(1)), 0);
        preactivations.add(signal);
        seen.add(signal);
        return null;
    }

    @Override
    public Void attend(Attention block) {
        entering.add(signal);
        List<Signal> projected = new ArrayList<>();
        for (int i = 0; i < Attention.PARTS.size(); i++) {
            Signal z = through(network.layers().get(preactivations.size()));
            preactivations.add(z);
            seen.add(z);
            projected.add(z);
        }
        double t = AttentionMap.deviation(projected.get(0), projected.get(1));
        if (t > AttentionMap.SATURATED) {
            inapplicable = inapplicable.or(() -> Optional.of(String.format(
                    Locale.ROOT,
                    "scores of attention reach a deviation of %.1f behind layer %d: a row looks at one token alone, and"
                            + " single networks are nothing like their mean",
                    t,
                    preactivations.size())));
            return null;
        }
        AttentionMap map = AttentionMap.of(
                network.spec().input().positions(), projected.get(0), projected.get(1), projected.get(2));
        attentions.add(map);
        signal = map.out();
        return null;
    }

    /** The signal behind a layer that nothing goes around. */
    private Signal through(Layer layer) {
        double log = Math.log(layer.forward()) + signal.logSquare();
        Signal bias = new Signal(Math.log(layer.biasVariance()), OptionalDouble.of(0));
        return sum(new Signal(log, signal.decorrelation()), bias, 0);
    }

    /** A sum of tokens: what differs between them averages out. */
    @Override
    public Void pool(Pool block) {
        entering.add(signal);
        int positions = network.spec().input().positions();
        if (positions > 1) {
            double d = signal.decorrelation().orElseThrow();
            signal = new Signal(signal.logSquare() + Math.log(1 - d + d / positions), OptionalDouble.of(0));
        }
        return null;
    }

    @Override
    public Void normalize(Normalize block) {
        entering.add(signal);
        Inapplicable.requirePositionwise(block);
        // the Jacobian of layer norm is 1/√q but for directions whose share is 1/width
        trace.factor(-signal.logSquare());
        signal = new Signal(0, signal.decorrelation());
        seen.set(seen.size() - 1, signal);
        return null;
    }

    @Override
    public Void activate(Activate block) {
        entering.add(signal);
        trace.factor(activation.logGradient(signal));
        signal = activation.forward(signal);
        return null;
    }

    @Override
    public Void residual(Residual block) {
        Signal before = signal;
        GradientTrace outside = trace;
        trace = new GradientTrace();
        int last = block.branch().size() - 1;
        block.branch().subList(0, last).forEach(inner -> inner.accept(this));
        ending = block;
        around = before;
        block.branch().get(last).accept(this);
        if (ending != null) {
            signal = sum(before, signal, 2 * Math.log(Math.abs(block.scale())));
        }
        ending = null;
        outside.branch(2 * Math.log(Math.abs(block.scale())), trace);
        trace = outside;
        return null;
    }
}
