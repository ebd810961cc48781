package dev.fathom.cli.options;

import dev.fathom.net.architecture.Architecture;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands train for a while that train many networks to compare them. */
public final class ShortTrainingOptions {
    @Mixin
    private ArchitectureOption architecture;

    @Option(
            names = "--data",
            paramLabel = "DATA",
            description = "What is trained on (default: ${DEFAULT-VALUE}).",
            defaultValue = "digits")
    private String data;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Samples a step (default: ${DEFAULT-VALUE}).",
            defaultValue = "64")
    private int batch;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Steps of training (default: ${DEFAULT-VALUE}).",
            defaultValue = "300")
    private int steps;

    public Architecture architecture() {
        return architecture.get();
    }

    public String data() {
        return data;
    }

    public int batch() {
        return batch;
    }

    public int steps() {
        if (steps < 1) {
            throw new IllegalArgumentException("--steps must be at least 1, got " + steps);
        }
        return steps;
    }

    /** @throws IllegalArgumentException where one of them is not a learning rate */
    public static List<Double> positive(List<Double> rates) {
        for (double rate : rates) {
            if (!(rate > 0 && rate <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException("--lr takes positive learning rates, got " + rate);
            }
        }
        return rates;
    }
}
