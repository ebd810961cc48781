package dev.fathom.cli.options;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option for each hyperparameter, made from {@link Fields}: values are read as a study's are. */
public final class TrialOptions {
    /** Where the option is not called like the key of a study. */
    private static final Map<Field<?>, String> NAMES =
            Map.of(Fields.INITIALIZER, "--init", Fields.LEARNING_RATE, "--lr");

    /** Fields that the command asks for in a way of its own. */
    private final Set<Field<?>> without;

    /** Where the command starts from another value than a study. */
    private final List<Field.Value<?>> starts;

    private TrialOptions(Set<Field<?>> without, List<Field.Value<?>> starts) {
        this.without = without;
        this.starts = starts;
    }

    /** All but the shape, which {@link ShapeOptions} has. */
    public static final class OfTraining implements IModelTransformer {
        private static final TrialOptions OPTIONS = new TrialOptions(
                Set.of(Fields.ARCHITECTURE, Fields.WIDTHS, Fields.WIDTH, Fields.DEPTH),
                List.of(Fields.LEARNING_RATE.is(0.05)));

        @Override
        public CommandSpec transform(CommandSpec command) {
            return OPTIONS.add(command);
        }

        /** The trial that a command line asks for. */
        public static Trial trial(CommandSpec command, ShapeOptions shape) {
            return OPTIONS.trial(
                    command, Fields.ARCHITECTURE.is(shape.architecture().toString()), Fields.WIDTHS.is(shape.widths()));
        }
    }

    /** All but what a search varies. */
    public static final class OfTransfer implements IModelTransformer {
        private static final TrialOptions OPTIONS = new TrialOptions(
                Set.of(Fields.WIDTHS, Fields.LEARNING_RATE, Fields.PARAMETRIZATION),
                List.of(Fields.DEPTH.is(3), Fields.OPTIMIZER.is("adam"), Fields.BATCH.is(64), Fields.STEPS.is(300)));

        @Override
        public CommandSpec transform(CommandSpec command) {
            return OPTIONS.add(command);
        }

        /** What all networks of the search have in common. */
        public static Trial trial(CommandSpec command) {
            return OPTIONS.trial(command);
        }
    }

    /** All but what maps ask for in their own way: the network of the fractal where nothing else is said. */
    public static final class OfMap implements IModelTransformer {
        private static final TrialOptions OPTIONS = new TrialOptions(
                Set.of(Fields.WIDTHS, Fields.SEED, Fields.BATCH),
                List.of(
                        Fields.INITIALIZER.is("kaiming_normal_"),
                        Fields.ACTIVATION.is("tanh"),
                        Fields.WIDTH.is(16),
                        Fields.DEPTH.is(1),
                        Fields.STEPS.is(500),
                        Fields.DATA.is("teacher:features=16,samples=326")));

        @Override
        public CommandSpec transform(CommandSpec command) {
            return OPTIONS.add(command);
        }

        /** What all networks of the map have in common. */
        public static Trial trial(CommandSpec command) {
            return OPTIONS.trial(command);
        }

        /** What a command line says of them. */
        public static List<Field.Value<?>> given(CommandSpec command) {
            return OPTIONS.given(command);
        }
    }

    /** What acts in training alone, but for rates and steps. */
    public static final class OfAdvice implements IModelTransformer {
        private static final TrialOptions OPTIONS = new TrialOptions(
                Fields.ALL.stream()
                        .filter(field -> field.acts() != Field.Acts.IN_TRAINING
                                || field == Fields.LEARNING_RATE
                                || field == Fields.STEPS)
                        .collect(Collectors.toSet()),
                List.of());

        @Override
        public CommandSpec transform(CommandSpec command) {
            return OPTIONS.add(command);
        }

        /** What a command line says of training. */
        public static List<Field.Value<?>> given(CommandSpec command) {
            return OPTIONS.given(command);
        }
    }

    private CommandSpec add(CommandSpec command) {
        Fields.ALL.stream()
                .filter(field -> !without.contains(field))
                .forEach(field -> command.addOption(option(field)));
        return command;
    }

    private OptionSpec option(Field<?> field) {
        Object start = start(field);
        OptionSpec.Builder option = OptionSpec.builder(name(field))
                .type(String.class)
                .paramLabel(start instanceof Number ? "N" : "NAME")
                .required(start == null)
                .description(description(field, start));
        return option.build();
    }

    private Object start(Field<?> field) {
        return starts.stream()
                .filter(value -> value.field() == field)
                .findFirst()
                .<Object>map(Field.Value::value)
                .orElse(field.initial());
    }

    private static String description(Field<?> field, Object start) {
        String key = field.key().replace('_', ' ');
        String words = field.describe().replace("`", "");
        return key.substring(0, 1).toUpperCase(Locale.ROOT)
                + key.substring(1)
                + (words.isEmpty() ? "" : ": " + words)
                + (start == null ? "." : " (default: " + Field.text(start) + ").");
    }

    /** The option by which commands ask for a field. */
    public static String name(Field<?> field) {
        return NAMES.getOrDefault(field, "--" + field.key().replace('_', '-'));
    }

    private Trial trial(CommandSpec command, Field.Value<?>... more) {
        List<Field.Value<?>> values = new ArrayList<>(starts);
        values.addAll(List.of(more));
        values.addAll(given(command));
        Trial trial = Trial.of(values);
        trial.formerSpelling().ifPresent(note -> System.err.println("note: " + note));
        return trial.canonical();
    }

    private List<Field.Value<?>> given(CommandSpec command) {
        List<Field.Value<?>> values = new ArrayList<>();
        for (Field<?> field : Fields.ALL) {
            String given = without.contains(field)
                    ? null
                    : command.commandLine().getParseResult().matchedOptionValue(name(field), (String) null);
            if (given != null) {
                values.add(field.parse(name(field), given));
            }
        }
        return values;
    }
}
