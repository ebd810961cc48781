package dev.fathom.atlas;

import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Jacobian;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Probe;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What studies measure with.
 *
 * @param data the training data of studies that train
 * @param datasets where these are read, once for all studies
 * @param progress told in one line what is being done
 */
public record ClaimRunner(Device device, Scale scale, String data, DatasetCache datasets, Consumer<String> progress) {
    /** Networks that a probe draws in one go. */
    private static final int TOGETHER = 16;

    /** A figure of each of so many networks on standard normal inputs. */
    double[] probe(ClaimNetwork net, int batch, int networks, ToDoubleFunction<List<LayerStatistics>> figure) {
        return probe(net, batch, 0, networks, figure);
    }

    /** @param correlation of any two inputs */
    double[] probe(
            ClaimNetwork net,
            int batch,
            double correlation,
            int networks,
            ToDoubleFunction<List<LayerStatistics>> figure) {
        progress.accept("probing " + networks + " networks of " + net);
        Shape shape = Shape.uniform(net.width(), net.depth(), net.width(), 0);
        return forCohorts(
                        shape, net.ties(), batch, networks, net, cohort -> Probe.gaussian(device, cohort, correlation))
                .stream()
                .mapToDouble(figure)
                .toArray();
    }

    Samples samples() {
        return datasets.of(data).train();
    }

    /** The training data with features from 0 to 1, as the images of older papers have them. */
    Samples pixels() {
        Samples samples = samples();
        float[] features = samples.features().clone();
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float x : features) {
            low = Math.min(low, x);
            high = Math.max(high, x);
        }
        for (int i = 0; i < features.length; i++) {
            features[i] = (features[i] - low) / (high - low);
        }
        return samples.withFeatures(features);
    }

    /** As {@link #probe}, but on the first samples of the data from 0 to 1, with an output layer and its loss. */
    double[] probeOnData(ClaimNetwork net, int batch, int networks, ToDoubleFunction<List<LayerStatistics>> figure) {
        progress.accept("probing " + networks + " networks of " + net + " on " + data);
        Samples samples = pixels();
        Shape shape = Shape.uniform(
                samples.width(), net.depth(), net.width(), samples.answers().outputs());
        int[] order = IntStream.range(0, batch).toArray();
        return forCohorts(
                        shape,
                        net.ties(),
                        batch,
                        networks,
                        net,
                        cohort -> Probe.onSamples(device, cohort, samples, order))
                .stream()
                .mapToDouble(figure)
                .toArray();
    }

    /** Singular values of the Jacobian of each of so many networks, greatest first. */
    List<double[]> jacobians(ClaimNetwork net, int networks) {
        progress.accept("taking the Jacobian of " + networks + " networks of " + net);
        Shape shape = Shape.uniform(net.width(), net.depth(), net.width(), 0);
        return forCohorts(shape, net.ties(), 1, networks, net, cohort -> Jacobian.singularValues(device, cohort));
    }

    private <T> List<T> forCohorts(
            Shape shape,
            Architecture ties,
            int batch,
            int networks,
            ClaimNetwork net,
            Function<Cohort, List<T>> measure) {
        List<T> results = new ArrayList<>();
        for (int first = 0; first < networks; first += TOGETHER) {
            List<TrialSetup> setups = LongStream.range(first, Math.min(networks, first + TOGETHER))
                    .mapToObj(seed -> net.setup(1, seed))
                    .toList();
            results.addAll(measure.apply(new Cohort(shape, ties, batch, setups)));
        }
        return results;
    }

    /** Trains a network with every seed and learning rate of the recipe. */
    List<TrialResult> train(ClaimNetwork net, Recipe recipe) {
        return train(net, recipe, IntStream.range(0, recipe.seeds()).boxed().toList());
    }

    private List<TrialResult> train(ClaimNetwork net, Recipe recipe, List<Integer> seeds) {
        List<Trial> trials = new ArrayList<>();
        for (int seed : seeds) {
            for (double rate : recipe.rates()) {
                trials.add(trial(net, recipe, rate, seed));
            }
        }
        progress.accept("training " + trials.size() + " networks of " + net);
        List<TrialResult> results = new ArrayList<>();
        Runner.run(new DeviceTrainer(device, List.of(0), datasets), trials, TOGETHER, Event.results(results::addAll));
        return results;
    }

    private Trial trial(ClaimNetwork net, Recipe recipe, double rate, long seed) {
        return Trial.of(
                Fields.INITIALIZER.is(net.initializer()),
                Fields.ACTIVATION.is(net.activation()),
                Fields.ARCHITECTURE.is(net.architecture()),
                Fields.DEPTH.is(net.depth()),
                Fields.WIDTH.is(net.width()),
                Fields.BIAS_STD.is(net.biasStd()),
                Fields.LEARNING_RATE.is(rate),
                Fields.OPTIMIZER.is(recipe.optimizer()),
                Fields.BATCH.is(recipe.batch()),
                Fields.STEPS.is(recipe.steps()),
                Fields.DATA.is(data),
                Fields.SEED.is(seed));
    }

    /** The share of seeds that train with one of the recipe's learning rates: final loss at most half of chance. */
    Interval trained(ClaimNetwork net, Recipe recipe) {
        Set<Long> seeds = new HashSet<>();
        train(net, recipe).stream()
                .filter(result -> result.verdict() == Verdict.TRAINED)
                .forEach(result -> seeds.add(result.trial().seed()));
        return Interval.share(seeds.size(), recipe.seeds());
    }

    /** The least of a figure over the learning rates, for each seed. */
    double[] best(ClaimNetwork net, Recipe recipe, ToDoubleFunction<TrialResult> figure) {
        return best(net, recipe, IntStream.range(0, recipe.seeds()).boxed().toList(), figure);
    }

    /** @param seeds instead of the recipe's, whose order the result has */
    double[] best(ClaimNetwork net, Recipe recipe, List<Integer> seeds, ToDoubleFunction<TrialResult> figure) {
        double[] best = new double[seeds.size()];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        for (TrialResult result : train(net, recipe, seeds)) {
            int i = seeds.indexOf((int) result.trial().seed());
            double value = figure.applyAsDouble(result);
            best[i] = value < best[i] ? value : best[i];
        }
        return best;
    }
}
