package dev.fathom.atlas;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The networks that a figure of a claim's file is of: one configuration, trained with each of its learning rates.
 *
 * @param values all but learning rate and seed
 */
public record Subject(List<Field.Value<?>> values, List<Double> rates) {
    public Subject {
        values = List.copyOf(values);
        rates = List.copyOf(rates);
    }

    /** The same on these data, where it names none. */
    public Subject on(String data) {
        if (values.stream().anyMatch(value -> value.field() == Fields.DATA)) {
            return this;
        }
        List<Field.Value<?>> more = new ArrayList<>(values);
        more.add(Fields.DATA.is(data));
        return new Subject(more, rates);
    }

    /** With the first of the learning rates. */
    public Trial trial(long seed) {
        return trial(rates.get(0), seed);
    }

    public List<Trial> trials(int firstSeed, int endSeed) {
        return IntStream.range(firstSeed, endSeed)
                .boxed()
                .flatMap(seed -> rates.stream().map(rate -> trial(rate, seed)))
                .toList();
    }

    private Trial trial(double rate, long seed) {
        List<Field.Value<?>> all = new ArrayList<>(values);
        all.add(Fields.LEARNING_RATE.is(rate));
        all.add(Fields.SEED.is(seed));
        return Trial.of(all);
    }

    /** As progress names it. */
    @Override
    public String toString() {
        Trial trial = trial(0);
        return trial.initializer() + ", " + trial.activation() + ", "
                + (trial.architecture().equals("plain") ? "" : trial.architecture() + ", ") + "depth " + trial.depth()
                + ", width " + trial.width();
    }
}
