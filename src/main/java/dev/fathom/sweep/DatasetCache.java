package dev.fathom.sweep;

import dev.fathom.engine.Samples;
import dev.fathom.study.StudyException;
import dev.fathom.study.Trial;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The data sets of a sweep, each opened once and shared by all trainers. */
public final class DatasetCache {
    private final Map<String, Inputs> open = new HashMap<>();
    private final Path folder;

    public DatasetCache() {
        this(Path.of(""));
    }

    /** @param folder where relative names of data start */
    public DatasetCache(Path folder) {
        this.folder = folder;
    }

    /**
     * The data of a trial, with answers as its loss wants them.
     *
     * @throws IllegalArgumentException where the data cannot be read or does not suit the loss
     */
    public synchronized Inputs of(Trial trial) {
        return open.computeIfAbsent(trial.data() + "\n" + trial.loss(), key -> {
            Inputs inputs = Inputs.open(trial.data(), folder);
            boolean classes = inputs.train().answers() instanceof Samples.Classes;
            if (trial.loss().equals("cross_entropy") && !classes) {
                throw new StudyException("the data '" + trial.data() + "' has target values: its loss is mse");
            }
            return trial.loss().equals("mse") ? inputs.asValues() : inputs;
        });
    }
}
