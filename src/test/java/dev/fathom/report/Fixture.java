package dev.fathom.report;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.MadeUpStatistics;
import dev.fathom.report.recomputed.Histograms;
import dev.fathom.report.recomputed.Prediction;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Studies that look like real ones: lengths and gradients follow a rough mean-field map, with scatter by seed. */
public final class Fixture {
    private static final int WIDTH = 128;
    private static final int STEPS = 400;

    /** Variance of the weights times the fan-in, by initializer. */
    private static final Map<String, Double> GAINS = new LinkedHashMap<>();

    static {
        GAINS.put("he_normal", 2.0);
        GAINS.put("orthogonal(gain=1.4142135623730951)", 2.0);
        GAINS.put("glorot_normal", 1.0);
        GAINS.put("lecun_uniform", 1.0);
        GAINS.put("random_uniform(minval=-0.05,maxval=0.05)", 128 * 0.0025 / 3);
        GAINS.put("naive_normal", 128 * 1e-4);
        GAINS.put("random_normal(mean=0.0,stddev=1.0)", 128.0);
        GAINS.put("zeros", 0.0);
    }

    private Fixture() {}

    static List<TrialResult> one() {
        return study(List.of("he_normal"), List.of("relu"), List.of(10), List.of(0.05), 1);
    }

    /** 60 trials. */
    static List<TrialResult> sixty() {
        return study(initializers(0, 1, 2, 5), List.of("relu"), List.of(2, 5, 10, 20, 30), List.of(0.05), 3);
    }

    /** 1,000 trials: 8 initializers, 5 activations, 5 depths, 5 seeds. */
    static List<TrialResult> thousand() {
        return study(
                initializers(0, 1, 2, 3, 4, 5, 6, 7),
                List.of("relu", "tanh", "sigmoid", "selu", "gelu"),
                List.of(2, 5, 10, 30, 50),
                List.of(0.05),
                5);
    }

    /** 28 trials of one initializer at seven scales of its weights. */
    static List<TrialResult> series() {
        List<TrialResult> results = new ArrayList<>();
        for (double gain : List.of(0.6, 0.9, 1.2, 1.4, 1.8, 2.4, 3.0)) {
            for (int depth : List.of(5, 10, 20, 40)) {
                results.add(result(trial("lecun_normal", "tanh", depth, gain, 0.05, 0.05, 1)));
            }
        }
        return results;
    }

    static ReportInput input(String title, ReportInput.Results results) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("Fathom", "0.1.0, commit 2b677a2");
        environment.put("Device", "CPU, 2 workers, OpenBLAS 0.3.31 (SkylakeX)");
        environment.put("Java", "17.0.15, OpenJDK 64-Bit Server VM");
        environment.put("System", "Linux 6.1, x86_64");
        return new ReportInput(
                title,
                "Which initializers let a plain network learn the digits, and to what depth?",
                "java -jar target/fathom.jar sweep seed-study.yaml --store digits.db",
                "name: digits-in-the-deep\n",
                environment,
                results,
                Fixture::predict,
                Fixture::histograms,
                trial -> List.of());
    }

    static GroupedResults study(List<TrialResult> results) {
        return GroupedResults.of(results.stream().map(FinishedTrial::of).toList());
    }

    static List<TrialResult> study(
            List<String> initializers, List<String> activations, List<Integer> depths, List<Double> rates, int seeds) {
        List<TrialResult> results = new ArrayList<>();
        for (String activation : activations) {
            for (int depth : depths) {
                for (String initializer : initializers) {
                    for (double rate : rates) {
                        for (int seed = 1; seed <= seeds; seed++) {
                            results.add(result(trial(initializer, activation, depth, rate, seed)));
                        }
                    }
                }
            }
        }
        return results;
    }

    public static Trial trial(String initializer, String activation, int depth, double rate, long seed) {
        return trial(initializer, activation, depth, 1, 0, rate, seed);
    }

    public static Trial trial(
            String initializer, String activation, int depth, double gain, double bias, double rate, long seed) {
        List<Integer> widths = java.util.Collections.nCopies(depth, WIDTH);
        return Trial.of(
                Fields.INITIALIZER.stored(initializer),
                Fields.ACTIVATION.stored(activation),
                Fields.WIDTHS.is(widths),
                Fields.WEIGHT_GAIN.is(gain),
                Fields.BIAS_STD.is(bias),
                Fields.LEARNING_RATE.is(rate),
                Fields.LOSS.is("cross_entropy"),
                Fields.STEPS.is(STEPS),
                Fields.SEED.is(seed));
    }

    static TrialResult result(Trial trial) {
        Random random = new Random(trial.id().hashCode());
        List<LayerStatistics> layers = layers(trial, random);
        double ratio = layers.get(0).gradient().secondMoment()
                / layers.get(trial.depth()).gradient().secondMoment();
        boolean overflow = layers.stream().anyMatch(layer -> layer.gradient().nonfinite() > 0);
        double trouble = overflow ? 20 : ratio > 0 ? Math.abs(Math.log10(ratio)) : 40;
        boolean trains = trouble + random.nextGaussian() * 0.5 < 4.5 && trial.depth() < 45 + 10 * random.nextGaussian();
        boolean slow = !trains && trouble < 6 && random.nextBoolean();
        Verdict verdict = trains
                ? Verdict.TRAINED
                : overflow || ratio > 1e6
                        ? random.nextInt(4) == 0 ? Verdict.DIVERGED : Verdict.EXPLODED
                        : slow ? Verdict.SLOW : trouble > 6 ? Verdict.VANISHED : Verdict.STALLED;
        float[] losses = losses(verdict, trial, random);
        double last = losses[STEPS - 1];
        double accuracy = trains
                ? 0.97 - 0.0015 * trial.depth() - 0.004 * trouble + 0.006 * random.nextGaussian()
                : slow ? 0.45 + 0.05 * random.nextGaussian() : 0.1 + 0.01 * random.nextGaussian();
        SortedMap<Integer, List<LayerStatistics>> steps = new TreeMap<>(Map.of(0, layers));
        return new TrialResult(
                trial,
                verdict,
                losses[0],
                last,
                Math.log(10),
                last * 1.1,
                accuracy,
                losses,
                steps,
                "cpu",
                0.02 * trial.depth());
    }

    /** The same measurements under another seed. */
    static TrialResult withSeed(TrialResult r, long seed) {
        Trial trial = trial(
                r.trial().initializer(),
                r.trial().activation(),
                r.trial().depth(),
                r.trial().learningRate(),
                seed);
        return like(r, trial);
    }

    /** The same measurements of another trial. */
    static TrialResult like(TrialResult r, Trial trial) {
        return new TrialResult(
                trial,
                r.verdict(),
                r.firstLoss(),
                r.finalLoss(),
                r.chance(),
                r.testLoss(),
                r.accuracy(),
                r.losses(),
                r.layers(),
                r.device(),
                r.seconds());
    }

    /** A trial of which the verdict alone matters. */
    static TrialResult result(String initializer, String activation, int depth, long seed, Verdict verdict) {
        return result(
                trial(initializer, activation, depth, 0.05, seed), verdict, verdict == Verdict.TRAINED ? 0.9 : 0.1);
    }

    static TrialResult result(Trial trial, Verdict verdict, double accuracy) {
        return new TrialResult(
                trial, verdict, 2.3, 2.3, 2.3, 2.3, accuracy, new float[] {2.3f}, new TreeMap<>(), "cpu", 1);
    }

    static List<Prediction> predict(Trial trial) {
        double[] q = lengths(trial, null);
        double[] chi = new double[q.length];
        List<Prediction> predictions = new ArrayList<>();
        for (int layer = trial.depth(); layer >= 1; layer--) {
            chi[layer] = layer == trial.depth() ? 0 : chi[layer + 1] + Math.log10(slope(trial, q[layer]));
            predictions.add(0, new Prediction(layer, Math.log10(square(trial, q[layer])), chi[layer]));
        }
        return predictions;
    }

    /** Normal pre-activations of the lengths of the rough map. */
    static Optional<Histograms> histograms(Trial trial, int most) {
        double[] q = lengths(trial, null);
        Random random = new Random(trial.id().hashCode());
        List<Histograms.Layer> layers = new ArrayList<>();
        for (int index : FinishedTrial.spread(trial.depth(), most)) {
            float[] z = new float[2048];
            for (int i = 0; i < z.length; i++) {
                z[i] = (float) (Math.sqrt(q[index + 1]) * random.nextGaussian());
            }
            layers.add(Histograms.Layer.of(index + 1, z, 64, Activations.parse(trial.activation())));
        }
        return Optional.of(new Histograms(layers));
    }

    private static List<LayerStatistics> layers(Trial trial, Random random) {
        double[] q = lengths(trial, random);
        double[] gradient = new double[trial.depth() + 2];
        gradient[trial.depth() + 1] = 0.09;
        double scatter = trial.initializer().startsWith("orthogonal") ? 0.02 : 0.15;
        List<LayerStatistics> layers = new ArrayList<>();
        for (int layer = trial.depth(); layer >= 1; layer--) {
            gradient[layer] = gradient[layer + 1] * slope(trial, q[layer]) * Math.exp(scatter * random.nextGaussian());
        }
        for (int layer = 1; layer <= trial.depth() + 1; layer++) {
            boolean output = layer > trial.depth();
            double z = output ? q[layer - 1] : q[layer];
            double before = layer == 1 ? 1 : square(trial, q[layer - 1]);
            layers.add(MadeUpStatistics.of(
                    layer,
                    moments(z, 0, 0),
                    output ? null : moments(square(trial, z), saturated(trial, z), dead(trial, z)),
                    moments(gradient[layer], 0, 0),
                    moments(gradient[layer] * before, 0, 0),
                    moments(1, 0, 0)));
        }
        return layers;
    }

    /** A row of statistics as float32 elements would give it. */
    private static Moments moments(double square, double saturated, double dead) {
        if (square > 1e76) {
            return new Moments(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0.5);
        }
        double held = square < 1e-90 ? 0 : square;
        return new Moments(0, held, held, 0.7 * held, 3 * Math.sqrt(held), saturated, dead, 0);
    }

    private static double[] lengths(Trial trial, Random random) {
        double gain = gain(trial);
        double[] q = new double[trial.depth() + 1];
        double scatter = trial.initializer().startsWith("orthogonal") ? 0.02 : 0.15;
        double square = 1;
        for (int layer = 1; layer <= trial.depth(); layer++) {
            q[layer] = gain * square * (random == null ? 1 : Math.exp(scatter * random.nextGaussian()));
            square = square(trial, q[layer]);
        }
        return q;
    }

    private static double gain(Trial trial) {
        return GAINS.getOrDefault(trial.initializer(), 1.0) * trial.weightGain() * trial.weightGain();
    }

    private static double square(Trial trial, double q) {
        return switch (trial.activation()) {
            case "relu" -> q / 2;
            case "tanh" -> q / (1 + 1.4 * q);
            case "sigmoid" -> 0.25 + 0.05 * q / (1 + q);
            case "selu" -> 1.0 * Math.pow(q, 0.98);
            default -> q < 1 ? 0.42 * q * (0.7 + 0.3 * q) : 0.45 * q;
        };
    }

    private static double slope(Trial trial, double q) {
        double gain = gain(trial);
        return gain
                * switch (trial.activation()) {
                    case "relu" -> 0.5;
                    case "tanh" -> 1 / Math.sqrt(1 + 2.2 * q);
                    case "sigmoid" -> 0.0585;
                    case "selu" -> 1.05;
                    default -> 0.46;
                };
    }

    private static double saturated(Trial trial, double q) {
        return trial.activation().equals("tanh") || trial.activation().equals("sigmoid") ? Math.min(1, q / (q + 8)) : 0;
    }

    private static double dead(Trial trial, double q) {
        return trial.activation().equals("relu") ? q == 0 ? 1 : 0.03 * Math.abs(Math.sin(q * 40)) : 0;
    }

    private static float[] losses(Verdict verdict, Trial trial, Random random) {
        float[] losses = new float[STEPS];
        double chance = Math.log(10);
        double rate = (0.05 + 0.05 * random.nextDouble()) / (1 + 0.03 * trial.depth());
        for (int i = 0; i < STEPS; i++) {
            double noise = Math.exp(0.06 * random.nextGaussian());
            double progress = verdict == Verdict.TRAINED
                    ? 0.08 + 2.2 * Math.exp(-rate * i) + 0.002 * trial.depth()
                    : verdict == Verdict.SLOW ? chance * (0.7 + 0.3 * Math.exp(-i / 200.0)) : chance;
            boolean burst = verdict == Verdict.DIVERGED || verdict == Verdict.EXPLODED;
            losses[i] = (float) (burst ? i > 12 ? Double.NaN : chance * Math.exp(i * 0.7) : progress * noise);
        }
        return losses;
    }

    private static List<String> initializers(int... indexes) {
        List<String> all = List.copyOf(GAINS.keySet());
        return java.util.Arrays.stream(indexes).mapToObj(all::get).toList();
    }
}
