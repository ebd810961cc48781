package dev.fathom.sweep;

import dev.fathom.data.Dataset;
import dev.fathom.data.Datasets;
import dev.fathom.data.Part;
import dev.fathom.data.Targets;
import dev.fathom.engine.Samples;
import java.nio.file.Path;

/**
 * A data set as the engine takes it.
 *
 * @param train, test the two parts
 */
public record Inputs(Samples train, Samples test) {
    /** As below, with names of data relative to the working folder. */
    public static Inputs open(String data) {
        return open(data, Path.of(""));
    }

    /**
     * @param data as for {@link Datasets#open}
     * @param folder where relative names start
     * @throws IllegalArgumentException where the data cannot be read
     */
    public static Inputs open(String data, Path folder) {
        Dataset dataset = Datasets.open(data, folder);
        return new Inputs(samples(dataset.train()), samples(dataset.test()));
    }

    /** The same data under the mean squared error: labels become one-hot targets. */
    public Inputs asValues() {
        return new Inputs(train.asValues(), test.asValues());
    }

    private static Samples samples(Part part) {
        if (part.targets() instanceof Targets.Classes classes) {
            return new Samples(part.features(), part.width(), new Samples.Classes(classes.labels(), classes.count()));
        }
        Targets.Values values = (Targets.Values) part.targets();
        return new Samples(part.features(), part.width(), new Samples.Values(values.values(), values.width()));
    }
}
