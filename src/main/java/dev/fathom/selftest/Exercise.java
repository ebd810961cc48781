package dev.fathom.selftest;

import dev.fathom.device.Program;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * One operation, how exactly devices must agree on it, and what it costs.
 *
 * @param tolerance of results, by dimensions
 * @param work of one step in what {@code unit} counts
 * @param steps that are run before results are compared
 * @param setup makes the operands and what runs on them
 */
record Exercise(
        String name,
        ToDoubleFunction<Dimensions> tolerance,
        Unit unit,
        ToDoubleFunction<Dimensions> work,
        int steps,
        Function<Stage, Program> setup) {
    double tolerance(Dimensions dimensions) {
        return tolerance.applyAsDouble(dimensions);
    }

    double work(Dimensions dimensions) {
        return work.applyAsDouble(dimensions);
    }
}
