package dev.fathom.cli;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "activations",
        footer = {"", "Handbook: src/site/markdown/glossary.md"},
        mixinStandardHelpOptions = true,
        description = "Lists the activations: name, formula, and the spelling in Keras, PyTorch, JAX, DL4J.")
final class ActivationsCommand implements Callable<Integer> {
    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        if (format.get() == Format.json) {
            Json.print(Activations.all().stream().map(ActivationsCommand::json).toList(), System.out);
            return 0;
        }
        Table table = new Table("name", "formula", "keras", "pytorch", "jax", "dl4j");
        for (Activation activation : Activations.all()) {
            var s = activation.spellings();
            table.row(
                    activation.name(),
                    activation.formula(),
                    InitsCommand.text(s.keras()),
                    InitsCommand.text(s.pytorch()),
                    InitsCommand.text(s.jax()),
                    InitsCommand.text(s.dl4j()));
        }
        table.print(format.get(), System.out);
        return 0;
    }

    private static Map<String, Object> json(Activation activation) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", activation.name());
        json.put("formula", activation.formula());
        json.put("spellings", activation.spellings());
        return json;
    }
}
