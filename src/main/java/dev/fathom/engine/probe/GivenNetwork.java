package dev.fathom.engine.probe;

import dev.fathom.activation.Activation;
import dev.fathom.device.Device;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.InputMoments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Weights;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.theory.propagation.FiniteNetwork;
import dev.fathom.theory.propagation.Propagation;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.LongStream;

/**
 * A network whose weights somebody else made, to be measured as {@link ProbeRequest} measures drawn ones. Repeats differ in
 * their inputs alone, so that standard errors say nothing of other draws of the weights.
 *
 * @param readout whether the last layer is an output layer, without activation
 * @param batch samples
 * @param seed of the first repeat's inputs; the others follow
 */
public record GivenNetwork(
        Weights weights,
        Activation activation,
        Architecture architecture,
        boolean readout,
        int batch,
        long seed,
        int repeats) {
    public GivenNetwork {
        if (repeats < 1) {
            throw new IllegalArgumentException("there must be at least one repeat, got " + repeats);
        }
    }

    public Shape shape() {
        return weights.shape(architecture, readout);
    }

    /** On standard normal inputs, from a standard normal cotangent at the last pre-activation. */
    public ProbeReport gaussian(Device device, double correlation) {
        Cohort cohort = cohort(repeats);
        try (Probe probe = Probe.onGaussian(device, cohort, correlation)) {
            return beside(measure(device, probe), new InputMoments(1, correlation));
        }
    }

    /**
     * On the first samples of a data set.
     *
     * @throws IllegalArgumentException where the data do not fit the first and the last layer
     */
    public ProbeReport onSamples(Device device, Samples samples) {
        int outputs = samples.answers().outputs();
        if (!readout || samples.width() != shape().inputs() || outputs != shape().outputs()) {
            throw new IllegalArgumentException("the data have " + samples.width() + " features and " + outputs
                    + " outputs, the model " + shape().inputs() + " and " + shape().outputs());
        }
        int[] order = samples.first(batch);
        try (Probe probe = Probe.onMinibatch(device, cohort(1), samples, order)) {
            return beside(measure(device, probe), InputMoments.of(samples, order));
        }
    }

    private Cohort cohort(int size) {
        List<TrialSetup> trials = LongStream.range(seed, seed + size)
                .mapToObj(s -> new TrialSetup(Initializers.parse("zeros"), 1, 0, activation, 1, s))
                .toList();
        return new Cohort(shape(), architecture, batch, trials);
    }

    private List<List<LayerStatistics>> measure(Device device, Probe probe) {
        for (int trial = 0; trial < probe.network().cohort().size(); trial++) {
            weights.into(device, probe.network(), trial);
        }
        return probe.measure();
    }

    private ProbeReport beside(List<List<LayerStatistics>> measured, InputMoments inputs) {
        OptionalDouble pairs = batch > 1 ? OptionalDouble.of(inputs.correlation()) : OptionalDouble.empty();
        FiniteNetwork network = FiniteNetwork.of(
                activation,
                weights.layers().stream().map(Weights.Dense::moments).toList(),
                architecture,
                readout);
        Propagation theory = Propagation.of(network, inputs.secondMoment(), pairs);
        return ProbeReport.of(architecture.network(shape()), batch, measured, theory, List.of());
    }
}
