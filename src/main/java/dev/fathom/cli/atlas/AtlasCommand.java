package dev.fathom.cli.atlas;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.builtin.Atlas;
import dev.fathom.atlas.file.ClaimSchema;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Table;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "atlas",
        footer = {"", "Handbook: src/site/markdown/claims.md"},
        mixinStandardHelpOptions = true,
        description = "Claims of papers and of practice, each put to the test.",
        synopsisSubcommandLabel = "(list | run | schema)",
        subcommands = {AtlasCommand.ListCommand.class, AtlasRunCommand.class, AtlasCommand.SchemaCommand.class})
public final class AtlasCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say 'atlas list' or 'atlas run NAME'");
    }

    @Command(
            name = "list",
            footer = {"", "Handbook: src/site/markdown/claims.md"},
            mixinStandardHelpOptions = true,
            description = "The claims and where they come from.")
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private FormatOption format;

        @Override
        public Integer call() {
            switch (format.get()) {
                case json ->
                    Json.print(Atlas.claims().stream().map(ClaimJson::json).toList(), System.out);
                case csv -> table().print(Format.csv, System.out);
                default -> Atlas.claims().forEach(ListCommand::print);
            }
            return 0;
        }

        private static void print(Claim claim) {
            System.out.println(claim.name());
            Paragraph.of("  " + claim.statement() + ".", "  ").forEach(System.out::println);
            Paragraph.of("  Source: " + claim.source() + ".", "  ").forEach(System.out::println);
        }

        private static Table table() {
            Table table = new Table("name", "source", "statement");
            Atlas.claims().forEach(claim -> table.row(claim.name(), claim.source(), claim.statement()));
            return table;
        }
    }

    @Command(
            name = "schema",
            footer = {"", "Handbook: src/site/markdown/claims.md"},
            mixinStandardHelpOptions = true,
            description = "Prints the JSON Schema of claims' files, for editors.")
    static final class SchemaCommand implements Callable<Integer> {
        @Override
        public Integer call() {
            Json.print(ClaimSchema.schema(), System.out);
            return 0;
        }
    }
}
