package dev.fathom.data;

import java.util.Arrays;

/**
 * Samples to learn from and samples to be judged by.
 *
 * @param name the specification that {@link Datasets#open} was given
 * @param train the training part
 * @param test the test part, of the same width and the same kind and number of outputs
 */
public record Dataset(String name, Part train, Part test) {
    /** @throws DataException if the parts do not fit each other or the training part holds only one class */
    public Dataset {
        if (train.width() != test.width()) {
            throw new DataException(
                    name,
                    "test samples of " + train.width() + " features as in the training part",
                    Integer.toString(test.width()),
                    "take both parts from the same source");
        }
        if (train.targets().getClass() != test.targets().getClass()
                || train.targets().outputs() != test.targets().outputs()) {
            throw new DataException(
                    name,
                    "test targets like the training targets: " + kind(train.targets()),
                    kind(test.targets()),
                    "take both parts from the same source");
        }
        if (train.targets() instanceof Targets.Classes classes
                && Arrays.stream(classes.labels()).distinct().limit(2).count() < 2) {
            throw new DataException(
                    name,
                    "at least two classes in the training part",
                    "only class " + classes.labels()[0],
                    "add samples of other classes, or shuffle the samples if they are sorted by class");
        }
    }

    private static String kind(Targets targets) {
        return targets.outputs() + (targets instanceof Targets.Classes ? " classes" : " values");
    }
}
