package dev.fathom.cli.options;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option for each hyperparameter but the shape, made from {@link Fields}: values are read as a study's are. */
public final class TrialOptions implements IModelTransformer {
    /** Where the option is not called like the key of a study. */
    private static final Map<Field<?>, String> NAMES =
            Map.of(Fields.INITIALIZER, "--init", Fields.LEARNING_RATE, "--lr");

    /** Where a single training starts from another value than a study. */
    private static final List<Field.Value<?>> STARTS = List.of(Fields.LEARNING_RATE.is(0.05));

    /** What {@link ShapeOptions} has. */
    private static final List<Field<?>> SHAPE = List.of(Fields.ARCHITECTURE, Fields.WIDTHS, Fields.WIDTH, Fields.DEPTH);

    @Override
    public CommandSpec transform(CommandSpec command) {
        Fields.ALL.stream().filter(field -> !SHAPE.contains(field)).forEach(field -> command.addOption(option(field)));
        return command;
    }

    private static OptionSpec option(Field<?> field) {
        Object start = start(field);
        OptionSpec.Builder option = OptionSpec.builder(name(field))
                .type(String.class)
                .paramLabel(start instanceof Number ? "N" : "NAME")
                .required(start == null)
                .description(description(field, start));
        return option.build();
    }

    private static Object start(Field<?> field) {
        return STARTS.stream()
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

    private static String name(Field<?> field) {
        return NAMES.getOrDefault(field, "--" + field.key().replace('_', '-'));
    }

    /** The trial that a command line asks for. */
    public static Trial trial(CommandSpec command, ShapeOptions shape) {
        List<Field.Value<?>> values = new ArrayList<>(STARTS);
        values.add(Fields.ARCHITECTURE.is(shape.architecture().toString()));
        values.add(Fields.WIDTHS.is(shape.widths()));
        for (Field<?> field : Fields.ALL) {
            String given = SHAPE.contains(field)
                    ? null
                    : command.commandLine().getParseResult().matchedOptionValue(name(field), (String) null);
            if (given != null) {
                values.add(field.parse(name(field), given));
            }
        }
        return Trial.of(values);
    }
}
