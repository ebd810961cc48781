package dev.fathom.atlas;

import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.probe.Jacobian;
import dev.fathom.engine.probe.Predicted;
import dev.fathom.engine.probe.Probe;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import dev.fathom.theory.propagation.LayerPrediction;
import dev.fathom.transfer.TransferStudy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What studies measure with; it keeps on record what it did.
 */
public final class ClaimRunner {
    /** Networks that a probe draws in one go. */
    private static final int TOGETHER = 16;

    /** Of a sample of a transformer. */
    private static final int TOKENS = 32;

    private final Device device;
    private final Scale scale;
    private final String data;
    private final DatasetCache datasets;
    private final Consumer<String> progress;
    private List<Setting> settings = new ArrayList<>();

    /**
     * @param data the training data of studies that train
     * @param datasets where these are read, once for all studies
     * @param progress told in one line what is being done
     */
    public ClaimRunner(Device device, Scale scale, String data, DatasetCache datasets, Consumer<String> progress) {
        this.device = device;
        this.scale = scale;
        this.data = data;
        this.datasets = datasets;
        this.progress = progress;
    }

    public Device device() {
        return device;
    }

    public Scale scale() {
        return scale;
    }

    public Consumer<String> progress() {
        return progress;
    }

    public String data() {
        return data;
    }

    public DatasetCache datasets() {
        return datasets;
    }

    /** What has been done since this was last asked. */
    public List<Setting> takeSettings() {
        List<Setting> taken = settings;
        settings = new ArrayList<>();
        return taken;
    }

    /** Keeps on record what is done for the present figure. */
    public void record(Setting setting) {
        settings.add(setting);
    }

    /** A figure of each of so many networks on standard normal inputs. */
    public double[] probe(ClaimNetwork net, int batch, int networks, ToDoubleFunction<List<LayerStatistics>> figure) {
        return probe(net, batch, 0, networks, figure);
    }

    /** @param correlation of any two inputs */
    public double[] probe(
            ClaimNetwork net,
            int batch,
            double correlation,
            int networks,
            ToDoubleFunction<List<LayerStatistics>> figure) {
        return probe(net, batch, correlation, 0, networks, figure);
    }

    /**
     * @param correlation of any two inputs
     * @param firstSeed of the networks; the others follow it
     */
    public double[] probe(
            ClaimNetwork net,
            int batch,
            double correlation,
            int firstSeed,
            int networks,
            ToDoubleFunction<List<LayerStatistics>> figure) {
        progress.accept("probing " + networks + " networks of " + net);
        Setting setting = Setting.untrained(Setting.ON_NORMAL_INPUTS, net, batch, firstSeed, networks);
        setting = net.ties().attends() ? setting.with("positions", TOKENS) : setting;
        record(correlation == 0 ? setting : setting.with("input_correlation", correlation));
        return forCohorts(
                        onNormal(net),
                        net.ties(),
                        batch,
                        firstSeed,
                        networks,
                        net,
                        cohort -> Probe.gaussian(device, cohort, correlation))
                .stream()
                .mapToDouble(figure)
                .toArray();
    }

    /** What theory says of the layers of such a network on normal inputs, or tokens, of that correlation. */
    public List<LayerPrediction> predicted(ClaimNetwork net, double correlation) {
        return Predicted.of(net.setup(1, 0), onNormal(net), net.ties(), 1, OptionalDouble.of(correlation))
                .propagation()
                .layers();
    }

    /** Normal inputs, or tokens, as wide as the network. */
    private static Shape onNormal(ClaimNetwork net) {
        int tokens = net.ties().attends() ? TOKENS : 1;
        return Shape.uniform(new Extent(1, tokens, net.width()), net.depth(), net.width(), 0);
    }

    /** A figure of each network with these seeds, on standard normal inputs. */
    public double[] probe(Subject subject, int firstSeed, int endSeed, ToDoubleFunction<List<LayerStatistics>> figure) {
        List<Trial> trials =
                LongStream.range(firstSeed, endSeed).mapToObj(subject::trial).toList();
        Trial first = trials.get(0);
        progress.accept("probing " + trials.size() + " networks of " + subject);
        record(Setting.probed(trials));
        Shape shape = new Shape(first.width(), first.widths(), 0);
        List<TrialSetup> setups = trials.stream().map(Trial::setup).toList();
        List<List<LayerStatistics>> measured = new ArrayList<>();
        for (int from = 0; from < setups.size(); from += TOGETHER) {
            List<TrialSetup> some = setups.subList(from, Math.min(setups.size(), from + TOGETHER));
            measured.addAll(Probe.gaussian(device, new Cohort(shape, first.ties(), first.batch(), some), 0));
        }
        return measured.stream().mapToDouble(figure).toArray();
    }

    public Samples samples() {
        return datasets.of(data).train();
    }

    /** The training data with features from 0 to 1, as the images of older papers have them. */
    public Samples pixels() {
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
    public double[] probeOnData(
            ClaimNetwork net, int batch, int networks, ToDoubleFunction<List<LayerStatistics>> figure) {
        progress.accept("probing " + networks + " networks of " + net + " on " + data);
        record(Setting.untrained("probed on the first samples of the data, scaled to 0 to 1", net, batch, networks)
                .with("data", data));
        Samples samples = pixels();
        Shape shape = Shape.uniform(
                samples.width(), net.depth(), net.width(), samples.answers().outputs());
        int[] order = IntStream.range(0, batch).toArray();
        return forCohorts(
                        shape,
                        net.ties(),
                        batch,
                        0,
                        networks,
                        net,
                        cohort -> Probe.onSamples(device, cohort, samples, order))
                .stream()
                .mapToDouble(figure)
                .toArray();
    }

    /** Singular values of the Jacobian of each of so many networks, greatest first. */
    public List<double[]> jacobians(ClaimNetwork net, int networks) {
        progress.accept("taking the Jacobian of " + networks + " networks of " + net);
        record(Setting.untrained("singular values of the Jacobian at a standard normal input", net, 1, networks));
        Shape shape = Shape.uniform(net.width(), net.depth(), net.width(), 0);
        return forCohorts(shape, net.ties(), 1, 0, networks, net, cohort -> Jacobian.singularValues(device, cohort));
    }

    private <T> List<T> forCohorts(
            Shape shape,
            Architecture ties,
            int batch,
            int firstSeed,
            int networks,
            ClaimNetwork net,
            Function<Cohort, List<T>> measure) {
        List<T> results = new ArrayList<>();
        int end = firstSeed + networks;
        for (int first = firstSeed; first < end; first += TOGETHER) {
            List<TrialSetup> setups = LongStream.range(first, Math.min(end, first + TOGETHER))
                    .mapToObj(seed -> net.setup(1, seed))
                    .toList();
            results.addAll(measure.apply(new Cohort(shape, ties, batch, setups)));
        }
        return results;
    }

    /** Trains a network with every seed and learning rate of the recipe. */
    public List<TrialResult> train(ClaimNetwork net, Recipe recipe) {
        return train(net, recipe, IntStream.range(0, recipe.seeds()).boxed().toList());
    }

    private List<TrialResult> train(ClaimNetwork net, Recipe recipe, List<Integer> seeds) {
        List<Trial> trials = new ArrayList<>();
        for (int seed : seeds) {
            for (double rate : recipe.rates()) {
                trials.add(trial(net, recipe, rate, seed));
            }
        }
        return train(trials, net.toString());
    }

    /** How log₂ of the best learning rate changes a doubling of the size. */
    public Interval rateSlope(TransferStudy study) {
        record(Setting.searched(study));
        return study.slope(new DeviceTrainer(device, List.of(0), datasets), progress);
    }

    /** @param what they are, for the progress */
    public List<TrialResult> train(List<Trial> trials, String what) {
        progress.accept("training " + trials.size() + " networks of " + what);
        record(Setting.trained(trials));
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
    public Interval trained(ClaimNetwork net, Recipe recipe) {
        Set<Long> seeds = new HashSet<>();
        train(net, recipe).stream()
                .filter(result -> result.verdict() == Verdict.TRAINED)
                .forEach(result -> seeds.add(result.trial().seed()));
        return Interval.share(seeds.size(), recipe.seeds());
    }

    /** The least of a figure over the learning rates, for each seed. */
    public double[] best(ClaimNetwork net, Recipe recipe, ToDoubleFunction<TrialResult> figure) {
        return best(net, recipe, IntStream.range(0, recipe.seeds()).boxed().toList(), figure);
    }

    /** @param seeds instead of the recipe's, whose order the result has */
    public double[] best(ClaimNetwork net, Recipe recipe, List<Integer> seeds, ToDoubleFunction<TrialResult> figure) {
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
