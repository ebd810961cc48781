package dev.fathom.engine.probe;

import dev.fathom.activation.Activation;
import dev.fathom.device.Device;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.InputMoments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.engine.network.Weights;
import dev.fathom.init.Bias;
import dev.fathom.init.Initializer;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Descent;
import dev.fathom.optimizer.Parametrization;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * One configuration to measure at initialization.
 *
 * @param batch samples
 * @param seed of the first repeat; the others follow
 * @param repeats independent networks
 */
public record ProbeRequest(
        Initializer initializer,
        Activation activation,
        Architecture architecture,
        int batch,
        float weightGain,
        float biasStd,
        Bias bias,
        long seed,
        int repeats) {
    /** Biases by their deviation. */
    public ProbeRequest(
            Initializer initializer,
            Activation activation,
            Architecture architecture,
            int batch,
            float weightGain,
            float biasStd,
            long seed,
            int repeats) {
        this(initializer, activation, architecture, batch, weightGain, biasStd, Bias.AUTO, seed, repeats);
    }

    public ProbeRequest {
        if (repeats < 1) {
            throw new IllegalArgumentException("there must be at least one repeat, got " + repeats);
        }
        WeightLaws.requireStable(new TrialSetup(initializer, weightGain, biasStd, activation, 1, seed));
    }

    /** On independent standard normal inputs as wide as the first hidden layer. */
    public ProbeReport gaussian(Device device, List<Integer> widths) {
        return gaussian(device, widths, 0);
    }

    /**
     * On standard normal inputs as wide as the first hidden layer.
     *
     * @param correlation of any two of them, 0 to 1
     */
    public ProbeReport gaussian(Device device, List<Integer> widths, double correlation) {
        return gaussian(device, new Shape(widths.get(0), widths, 0), correlation);
    }

    /** On standard normal inputs of a network without output layer. */
    public ProbeReport gaussian(Device device, Shape shape, double correlation) {
        List<List<LayerStatistics>> measured = inCohorts(shape, cohort -> Probe.gaussian(device, cohort, correlation));
        return beside(shape, measured, 1, correlation);
    }

    /** On the first samples of a data set. */
    public ProbeReport onSamples(Device device, List<Integer> widths, Samples samples) {
        Shape shape = new Shape(samples.extent(), widths, samples.answers().outputs());
        int[] order = samples.first(batch);
        List<List<LayerStatistics>> measured =
                inCohorts(shape, cohort -> Probe.onSamples(device, cohort, samples, order));
        InputMoments inputs = InputMoments.of(architecture, samples, order);
        return beside(shape, measured, inputs.secondMoment(), inputs.correlation());
    }

    /**
     * The weights of the first repeat, as {@link #gaussian} draws them.
     *
     * @throws IllegalArgumentException for initializers with gates, see {@link Weights#of}
     */
    public Weights weights(Device device, Shape shape, double correlation) {
        Cohort cohort = cohort(shape, 0, 1);
        try (Probe probe = Probe.onGaussian(device, cohort, correlation)) {
            return Weights.of(device, probe.network(), 0);
        }
    }

    /** The weights of the first repeat, as {@link #onSamples} draws them. */
    public Weights weights(Device device, List<Integer> widths, Samples samples) {
        Shape shape = new Shape(samples.extent(), widths, samples.answers().outputs());
        try (Probe probe = Probe.onMinibatch(device, cohort(shape, 0, 1), samples, samples.first(batch))) {
            return Weights.of(device, probe.network(), 0);
        }
    }

    /** Singular values of the Jacobian of each repeat. */
    public List<double[]> jacobian(Device device, Shape shape) {
        return inCohorts(shape, cohort -> Jacobian.singularValues(device, cohort));
    }

    /** All repeats at once if the device holds them, else in ever smaller cohorts. */
    private <T> List<T> inCohorts(Shape shape, Function<Cohort, List<T>> probe) {
        int most = repeats;
        while (true) {
            try {
                List<T> results = new ArrayList<>();
                for (int first = 0; first < repeats; first += most) {
                    results.addAll(probe.apply(cohort(shape, first, Math.min(repeats, first + most))));
                }
                return results;
            } catch (OutOfDeviceMemory e) {
                if (most == 1) {
                    throw e;
                }
                most = (most + 1) / 2;
            }
        }
    }

    private Cohort cohort(Shape shape, int first, int last) {
        List<TrialSetup> trials = LongStream.range(seed + first, seed + last)
                .mapToObj(this::setup)
                .toList();
        return new Cohort(shape, architecture, batch, trials);
    }

    private ProbeReport beside(
            Shape shape, List<List<LayerStatistics>> measured, double secondMoment, double correlation) {
        boolean compared = batch > 1 || architecture.attends();
        OptionalDouble pairs = compared ? OptionalDouble.of(correlation) : OptionalDouble.empty();
        Predicted theory = Predicted.of(setup(seed), shape, architecture, secondMoment, pairs);
        return ProbeReport.of(architecture.network(shape), batch, measured, theory.propagation(), theory.notes());
    }

    /** Of the network of a seed. */
    public TrialSetup setup(long seed) {
        return new TrialSetup(
                initializer, weightGain, biasStd, activation, new Descent(1), Parametrization.STANDARD, bias, seed);
    }
}
