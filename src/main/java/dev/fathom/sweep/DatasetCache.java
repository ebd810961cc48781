package dev.fathom.sweep;

import dev.fathom.engine.Samples;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.study.StudyException;
import dev.fathom.study.Trial;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The data sets of a sweep, each opened once and shared by all trainers. A name says where data lie; what they are is held
 * to what earlier trials were trained on.
 */
public final class DatasetCache {
    private final Map<String, Inputs> read = new HashMap<>();
    private final Map<List<Object>, Inputs> open = new HashMap<>();
    private final Map<String, String> digests = new HashMap<>();
    private final Map<String, String> expected = new HashMap<>();
    private final Map<String, String> problems = new TreeMap<>();
    private final Path folder;

    public DatasetCache() {
        this(Path.of(""));
    }

    /** @param folder where relative names of data start */
    public DatasetCache(Path folder) {
        this.folder = folder;
    }

    /**
     * From now on data of these names must have these digests.
     *
     * @throws IllegalArgumentException where what is open already has another
     */
    public synchronized void expect(Map<String, String> digests) {
        expected.putAll(digests);
        read.keySet().forEach(this::requireExpected);
    }

    private void requireExpected(String data) {
        String wanted = expected.get(data);
        if (wanted != null && !wanted.equals(digest(data))) {
            throw new StudyException(
                    "the data '" + data + "' are not those that earlier trials were trained on (digest " + digest(data)
                            + " now, " + wanted + " then); put those back, or begin another store");
        }
    }

    /**
     * The data of a name, with their own answers.
     *
     * @throws IllegalArgumentException where they cannot be read or are not the expected ones
     */
    public synchronized Inputs of(String data) {
        if (!read.containsKey(data)) {
            read.put(data, Inputs.open(data, folder));
        }
        requireExpected(data);
        return read.get(data);
    }

    /**
     * The data of a trial, as its network sees them and with answers as its loss wants them.
     *
     * @throws IllegalArgumentException where the data cannot be read, do not suit the loss, or are not the expected ones
     */
    public synchronized Inputs of(Trial trial) {
        of(trial.data());
        Architecture architecture = Architecture.parse(trial.architecture());
        return open.computeIfAbsent(
                List.of(trial.data(), trial.loss(), architecture.body().patch()),
                key -> suited(read.get(trial.data()), trial).seenBy(architecture));
    }

    private static Inputs suited(Inputs inputs, Trial trial) {
        boolean classes = inputs.train().answers() instanceof Samples.Classes;
        if (trial.loss().equals("cross_entropy") && !classes) {
            throw new StudyException("the data '" + trial.data() + "' has target values: its loss is mse");
        }
        return trial.loss().equals("mse") ? inputs.asValues() : inputs;
    }

    /** As above, for who can do without: nothing where the data cannot be had, and {@link #problems} says why. */
    public synchronized Optional<Inputs> find(Trial trial) {
        if (problems.containsKey(trial.data())) {
            return Optional.empty();
        }
        try {
            return Optional.of(of(trial));
        } catch (IllegalArgumentException e) {
            problems.put(trial.data(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Why data were not found, by their names. */
    public synchronized Map<String, String> problems() {
        return new TreeMap<>(problems);
    }

    /** What the opened data are. */
    public synchronized Map<String, String> digests() {
        read.keySet().forEach(this::digest);
        return new TreeMap<>(digests);
    }

    private String digest(String data) {
        return digests.computeIfAbsent(data, name -> read.get(name).digest());
    }
}
