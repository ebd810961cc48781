package dev.fathom.telemetry;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.formats.EventFile;
import dev.fathom.formats.WholeFile;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Results as a log folder of TensorBoard, one run a trial: the loss of every step, the statistics of every measured layer
 * and the hyperparameters. Second moments stand as log₁₀, for many leave float32. Times are seconds since the trial's start.
 */
public final class TensorBoard {
    private static final String FILE = "events.out.tfevents.0000000000.fathom";

    private TensorBoard() {}

    /**
     * Finds out before the work whether these trials can be written there, and would be alone there.
     *
     * @throws IllegalArgumentException where they cannot, or what lies there is of another store
     */
    public static void check(Path folder, Consumer<Consumer<TrialResult>> results) {
        Set<String> runs = new HashSet<>();
        results.accept(result -> runs.add(run(result.trial())));
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    if (!runs.contains(entry.getFileName().toString())) {
                        throw new IllegalArgumentException(folder + ": holds '" + entry.getFileName()
                                + "', which is not of this store and would be mixed with it; choose another name, or remove"
                                + " that folder");
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    folder + ": no folder can be made there; choose another place, or remove what has its name", e);
        }
        WholeFile.check(folder.resolve(FILE));
    }

    /** Writes one trial into a folder of its own. */
    public static void write(Path folder, TrialResult result) {
        Path run = folder.resolve(run(result.trial()));
        try {
            Files.createDirectories(run);
        } catch (IOException e) {
            throw new IllegalArgumentException(run + ": cannot be made: " + e);
        }
        WholeFile.write(run.resolve(FILE), out -> write(new EventFile(out, 0), result));
    }

    private static String run(Trial trial) {
        String words =
                trial.initializer() + "-" + trial.activation() + "-depth" + trial.depth() + "-seed" + trial.seed();
        return words.replaceAll("[^\\w.-]+", "_") + "-" + trial.id();
    }

    private static void write(EventFile events, TrialResult result) throws IOException {
        events.hyperparameters(hyperparameters(result.trial()), 0);
        float[] losses = result.losses();
        double second = result.seconds() / losses.length;
        for (int step = 0; step < losses.length; step++) {
            events.scalar("loss", step, step * second, losses[step]);
        }
        for (SortedMap.Entry<Integer, List<LayerStatistics>> step :
                result.layers().entrySet()) {
            for (LayerStatistics layer : step.getValue()) {
                write(events, layer, step.getKey(), step.getKey() * second);
            }
        }
        events.scalar("final_loss", losses.length, result.seconds(), (float) result.finalLoss());
        events.scalar("test_loss", losses.length, result.seconds(), (float) result.testLoss());
        events.scalar("accuracy", losses.length, result.seconds(), (float) result.accuracy());
    }

    private static void write(EventFile events, LayerStatistics layer, int step, double time) throws IOException {
        String name = String.format(Locale.ROOT, "/layer_%05d", layer.layer());
        for (Map.Entry<dev.fathom.engine.Quantity, Moments> quantity :
                layer.moments().entrySet()) {
            double power = Math.log10(quantity.getValue().secondMoment());
            events.scalar(quantity.getKey().key() + "_log10_second_moment" + name, step, time, (float) power);
        }
        if (layer.activation() != null) {
            events.scalar(
                    "saturated" + name, step, time, (float) layer.activation().saturated());
            events.scalar("dead" + name, step, time, (float) layer.activation().dead());
        }
    }

    private static Map<String, Object> hyperparameters(Trial trial) {
        Map<String, Object> values = trial.byKey();
        values.remove(Fields.WIDTHS.key()); // a list is none for TensorBoard
        return values;
    }
}
