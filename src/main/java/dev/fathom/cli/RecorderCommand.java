package dev.fathom.cli;

import dev.fathom.activation.Activation.Saturation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.engine.Quantity;
import dev.fathom.store.Provenance;
import dev.fathom.store.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

@Command(
        name = "recorder",
        mixinStandardHelpOptions = true,
        description = {
            "Prints a Python file that records any PyTorch model while you train it.",
            "It needs torch and nothing else. What it writes, report, export, lint and merge read."
        },
        footer = {
            "",
            "fathom recorder > fathom_recorder.py",
            "with fathom_recorder.record(model, \"run.db\", every=100): ...",
            "",
            "Handbook: src/site/markdown/recorder.md"
        })
final class RecorderCommand implements Callable<Integer> {
    /** Functions of torch that have saturated ends. */
    private static final List<String> BOUNDED =
            List.of("tanh", "sigmoid", "hardtanh", "relu6", "elu", "selu", "softsign");

    @Override
    public Integer call() {
        System.out.print(script());
        return 0;
    }

    static String script() {
        return template()
                .replace("@VERSION@", Provenance.programVersion())
                .replace("@SCHEMA_VERSION@", String.valueOf(Schema.VERSION))
                .replace("@APPLICATION_ID@", String.valueOf(Schema.APPLICATION_ID))
                .replace("@SCHEMA@", list(Schema.statements()))
                .replace("@SATURATION@", saturation())
                .replace(
                        "@QUANTITIES@",
                        list(Arrays.stream(Quantity.values()).map(Quantity::key).toList()))
                .replace("@MOMENTS@", list(Schema.moments()));
    }

    private static String list(List<String> values) {
        return values.stream()
                .map(value ->
                        "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"")
                .collect(Collectors.joining(",\n    ", "[\n    ", ",\n]"));
    }

    private static String saturation() {
        return BOUNDED.stream()
                .map(name -> {
                    Saturation ends = Activations.parse("torch:" + name).saturation();
                    return "\"" + name + "\": (" + number(ends.low()) + ", " + number(ends.high()) + ")";
                })
                .collect(Collectors.joining(",\n    ", "{\n    ", ",\n}"));
    }

    private static String number(float value) {
        return Float.isInfinite(value) ? "float(\"" + (value < 0 ? "-" : "") + "inf\")" : Float.toString(value);
    }

    private static String template() {
        try (InputStream in = RecorderCommand.class.getResourceAsStream("/dev/fathom/recorder/fathom_recorder.py")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
