package dev.fathom.cli.output;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Printable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A table row by row, the names of its columns first, as CSV or as one JSON object a line. */
public final class TableWriter {
    private final Writer out;
    private final CsvWriter csv; // null for JSON
    private List<Object> names;

    private TableWriter(Format format, Writer out) {
        this.out = out;
        csv = format == Format.csv ? CsvWriter.builder().build(out) : null;
    }

    /** @param table hands over its rows */
    public static void write(Format format, OutputStream out, Consumer<Consumer<List<Object>>> table)
            throws IOException {
        Writer text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        TableWriter writer = new TableWriter(format, text);
        try {
            table.accept(writer::row);
        } catch (Failure e) {
            throw e.getCause();
        }
        text.flush();
    }

    /** The output's own, on its way through those who hand over the rows. */
    private static final class Failure extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        Failure(IOException cause) {
            super(cause);
        }
    }

    private void row(List<Object> row) {
        try {
            if (csv != null) {
                csv.writeRecord(row.stream().map(Printable::csv).toList());
                csv.flush();
            } else if (names == null) {
                names = row;
            } else {
                Map<String, Object> object = new LinkedHashMap<>();
                for (int i = 0; i < row.size(); i++) {
                    object.put(names.get(i).toString(), row.get(i));
                }
                out.write(Json.line(object));
                out.write('\n');
            }
        } catch (UncheckedIOException e) {
            throw new Failure(e.getCause());
        } catch (IOException e) {
            throw new Failure(e);
        }
    }
}
