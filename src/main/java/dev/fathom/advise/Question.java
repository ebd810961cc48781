package dev.fathom.advise;

import dev.fathom.activation.Activation;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Initializer;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The network that advice is wanted for, and how much training may be spent on the answer.
 *
 * @param input what the network sees of a sample; dense networks are looked at with inputs as wide as their layers
 * @param data see {@link dev.fathom.data.Datasets}
 * @param rates learning rates; a network is judged by its best
 * @param seeds independent networks of each candidate
 * @param training what else a study may say of training, such as the optimizer
 */
public record Question(
        Activation activation,
        Architecture architecture,
        int depth,
        int width,
        Extent input,
        String data,
        List<Double> rates,
        int steps,
        int batch,
        int seeds,
        List<Field.Value<?>> training) {
    /** How much further rates reach where the best is the last. */
    private static final double BEYOND = 4;

    public Question {
        rates = List.copyOf(rates);
        training = List.copyOf(training);
        if (seeds < 2) {
            throw new IllegalArgumentException("a margin needs at least 2 seeds, got " + seeds);
        }
        if (rates.isEmpty()) {
            throw new IllegalArgumentException("advice needs at least one learning rate");
        }
    }

    /** As a study has it. */
    String optimizer() {
        return training.stream()
                .filter(value -> value.field() == Fields.OPTIMIZER)
                .map(value -> value.value().toString())
                .findFirst()
                .orElse(Fields.OPTIMIZER.initial());
    }

    /** The rates asked for, ascending, and one beyond either end. */
    List<Double> extendedRates() {
        List<Double> extended = new ArrayList<>(rates.stream().sorted().toList());
        extended.add(0, extended.get(0) / BEYOND);
        extended.add(extended.get(extended.size() - 1) * BEYOND);
        return extended;
    }

    /** Between two rates on a logarithmic scale, in two digits. */
    static double halfway(double a, double b) {
        return new BigDecimal(Math.sqrt(a * b)).round(new MathContext(2)).doubleValue();
    }

    Question with(Activation other) {
        return new Question(other, architecture, depth, width, input, data, rates, steps, batch, seeds, training);
    }

    Question with(Architecture other) {
        return new Question(activation, other, depth, width, input, data, rates, steps, batch, seeds, training);
    }

    Question withDepth(int other) {
        return new Question(activation, architecture, other, width, input, data, rates, steps, batch, seeds, training);
    }

    Question withRates(List<Double> others) {
        return new Question(activation, architecture, depth, width, input, data, others, steps, batch, seeds, training);
    }

    Question withSeeds(int others) {
        return new Question(activation, architecture, depth, width, input, data, rates, steps, batch, others, training);
    }

    Candidates candidates() {
        return new Candidates(activation, architecture, hidden());
    }

    /** Hidden layers alone. */
    Shape hidden() {
        return Shape.uniform(architecture.isDense() ? Extent.vector(width) : input, depth, width, 0);
    }

    TrialSetup setup(Initializer initializer) {
        return new TrialSetup(initializer, 1, 0, activation, 1, 0);
    }

    /** Every seed with every learning rate. */
    List<Trial> trials(Initializer initializer) {
        return LongStream.range(0, seeds)
                .boxed()
                .flatMap(seed -> rates.stream().map(rate -> trial(initializer, rate, seed)))
                .toList();
    }

    /** As many seeds again, which no choice has seen. */
    List<Trial> fresh(Initializer initializer, double rate) {
        return LongStream.range(seeds, 2L * seeds)
                .mapToObj(seed -> trial(initializer, rate, seed))
                .toList();
    }

    private Trial trial(Initializer initializer, double rate, long seed) {
        List<Field.Value<?>> values = new ArrayList<>(List.of(
                Fields.INITIALIZER.is(initializer.spec()),
                Fields.ACTIVATION.is(activation.spec()),
                Fields.ARCHITECTURE.is(architecture.toString()),
                Fields.WIDTHS.is(hidden().widths()),
                Fields.LEARNING_RATE.is(rate),
                Fields.BATCH.is(batch),
                Fields.STEPS.is(steps),
                Fields.DATA.is(data),
                Fields.SEED.is(seed)));
        values.addAll(training);
        return Trial.of(values);
    }
}
