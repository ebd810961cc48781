package dev.fathom.cli.terminal;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows under named columns, as text in 80 columns or as CSV. */
public record Table(List<String> columns, List<List<Object>> rows) {
    public Table(String... columns) {
        this(List.of(columns), new ArrayList<>());
    }

    public Table row(Object... cells) {
        List<Object> row = new ArrayList<>(List.of(cells));
        if (row.size() != columns.size()) {
            throw new IllegalArgumentException(row.size() + " cells under " + columns.size() + " columns");
        }
        rows.add(row);
        return this;
    }

    public void print(Format format, PrintStream out) {
        out.print(format == Format.csv ? csv() : new TextTable(columns, rows, Terminal.colour()).text());
    }

    private String csv() {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            writer.writeRecord(columns);
            for (List<Object> row : rows) {
                writer.writeRecord(row.stream().map(Printable::csv).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Four significant digits are what a table needs; CSV and JSON carry all. */
    public static String cell(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return number(((Number) value).doubleValue());
        }
        return Printable.line(String.valueOf(value));
    }

    public static String number(double value) {
        double size = Math.abs(value);
        if (value == 0 || !Double.isFinite(value)) {
            return Double.isNaN(value) ? "-" : value == 0 ? "0" : Double.toString(value);
        }
        return String.format(Locale.ROOT, size >= 1e-3 && size < 1e5 ? "%.4g" : "%.2e", value);
    }
}
