package dev.fathom.engine;

import dev.fathom.device.Device;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.init.Initializer;
import dev.fathom.init.Law;
import dev.fathom.net.Activation;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import dev.fathom.theory.Layer;
import dev.fathom.theory.Propagation;
import java.util.ArrayList;
import java.util.List;
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
        long seed,
        int repeats) {
    public ProbeRequest {
        if (repeats < 1) {
            throw new IllegalArgumentException("there must be at least one repeat, got " + repeats);
        }
    }

    /** On standard normal inputs as wide as the first hidden layer. */
    public ProbeReport gaussian(Device device, List<Integer> widths) {
        Shape shape = new Shape(widths.get(0), widths, 0);
        List<List<LayerStatistics>> measured = inCohorts(shape, cohort -> Probe.gaussian(device, cohort));
        return beside(shape, measured, 1);
    }

    /** On the first samples of a data set. */
    public ProbeReport onSamples(Device device, List<Integer> widths, Samples samples) {
        Shape shape = new Shape(samples.width(), widths, samples.answers().outputs());
        int[] order = LongStream.range(0, batch)
                .mapToInt(i -> (int) (i % samples.count()))
                .toArray();
        List<List<LayerStatistics>> measured =
                inCohorts(shape, cohort -> Probe.onSamples(device, cohort, samples, order));
        double squares = 0;
        for (int sample : order) {
            for (int i = sample * samples.width(); i < (sample + 1) * samples.width(); i++) {
                squares += (double) samples.features()[i] * samples.features()[i];
            }
        }
        return beside(shape, measured, squares / batch / samples.width());
    }

    /** Singular values of the Jacobian of each repeat. */
    public List<double[]> jacobian(Device device, List<Integer> widths) {
        Shape shape = new Shape(widths.get(0), widths, 0);
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
                .mapToObj(s -> new TrialSetup(initializer, weightGain, biasStd, activation, 1, s))
                .toList();
        return new Cohort(shape, architecture, batch, trials);
    }

    private ProbeReport beside(Shape shape, List<List<LayerStatistics>> measured, double inputSecondMoment) {
        Propagation theory = Propagation.of(theory(shape), inputSecondMoment);
        return ProbeReport.of(shape, measured, theory.layers(), theory.inapplicable());
    }

    private dev.fathom.theory.Network theory(Shape shape) {
        List<Layer> layers = new ArrayList<>();
        for (int layer = 1; layer <= shape.layers(); layer++) {
            Law law = initializer
                    .law(shape.fanIn(layer), shape.fanOut(layer), layer, shape.layers())
                    .scaled(weightGain);
            layers.add(new Layer(
                    shape.fanIn(layer), shape.fanOut(layer), law.mean(), law.variance(), (double) biasStd * biasStd));
        }
        return new dev.fathom.theory.Network(activation, layers, architecture, shape.outputs() > 0);
    }
}
