package dev.fathom.cli;

import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Spellings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "inits",
        footer = {"", "Handbook: src/site/markdown/initializers.md"},
        mixinStandardHelpOptions = true,
        description =
                "Lists the initializers: name, law, source, and the spelling of that law in Keras, PyTorch, JAX, DL4J.")
final class InitsCommand implements Callable<Integer> {
    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        List<Initializer> all = Initializers.all();
        if (format.get() == Format.json) {
            Json.print(all.stream().map(InitsCommand::json).toList(), System.out);
            return 0;
        }
        Table table = format.get() == Format.csv
                ? new Table("name", "formula", "source", "keras", "pytorch", "jax", "dl4j")
                : new Table("name", "formula", "source");
        for (Initializer initializer : all) {
            Spellings s = initializer.spellings();
            if (format.get() == Format.csv) {
                table.row(
                        initializer.name(),
                        initializer.formula(),
                        initializer.source(),
                        text(s.keras()),
                        text(s.pytorch()),
                        text(s.jax()),
                        text(s.dl4j()));
            } else {
                table.row(initializer.name(), initializer.formula(), initializer.source());
            }
        }
        table.print(format.get(), System.out);
        return 0;
    }

    private static Map<String, Object> json(Initializer initializer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", initializer.name());
        json.put("formula", initializer.formula());
        json.put("source", initializer.source());
        json.put("spellings", initializer.spellings());
        return json;
    }

    static String text(String spelling) {
        return spelling == null ? "" : spelling;
    }
}
