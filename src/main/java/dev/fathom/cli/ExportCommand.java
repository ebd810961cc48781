package dev.fathom.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.fathom.sweep.Store;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes the results of a sweep as CSV or JSON Lines.")
final class ExportCommand implements Callable<Integer> {
    /** What an export may hold. */
    enum What {
        trials,
        layers
    }

    @Parameters(paramLabel = "STORE", description = "The store that sweep wrote.")
    private Path storeFile;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "trials")
    private What table;

    @Option(names = "--to", required = true, paramLabel = "FILE", description = "A file that ends in .csv or .jsonl.")
    private Path target;

    @Override
    public Integer call() {
        String name = target.getFileName().toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".csv") && !name.endsWith(".jsonl")) {
            throw new IllegalArgumentException("--to must end in .csv or .jsonl, got " + target);
        }
        try (PrintStream out = new PrintStream(target.toFile(), StandardCharsets.UTF_8)) {
            print(storeFile, table.name(), name.endsWith(".csv") ? Format.csv : Format.json, out);
            if (out.checkError()) {
                throw new IOException("the disk is full or gone");
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(target + ": cannot be written: " + e.getMessage());
        }
        return 0;
    }

    static void print(Path storeFile, String table, Format format) {
        print(storeFile, table, format, System.out);
    }

    private static void print(Path storeFile, String table, Format format, PrintStream out) {
        try (Store store = Store.forReading(storeFile)) {
            store.table(table, format == Format.csv ? csv(out) : jsonLines(out));
        }
    }

    private static Consumer<List<Object>> csv(PrintStream out) {
        CsvWriter writer = CsvWriter.builder().build(new java.io.OutputStreamWriter(out, StandardCharsets.UTF_8));
        return row -> {
            writer.writeRecord(
                    row.stream().map(v -> v == null ? "" : v.toString()).toList());
            try {
                writer.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** One object a line; keys are the columns. */
    private static Consumer<List<Object>> jsonLines(PrintStream out) {
        return new Consumer<>() {
            private List<Object> names;

            @Override
            public void accept(List<Object> row) {
                if (names == null) {
                    names = row;
                    return;
                }
                Map<String, Object> object = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    object.put(names.get(i).toString(), row.get(i));
                }
                out.println(Json.line(object));
            }
        };
    }
}
