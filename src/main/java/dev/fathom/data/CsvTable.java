package dev.fathom.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The rows of a CSV file: numbers in all columns but that of the labels. */
final class CsvTable {
    static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d++)?");

    private final String file;
    private final Csv.Layout layout;
    private final List<float[]> features = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private List<String> columns;
    private int labelColumn;
    private long line;

    /** @throws DataException for every defect of the text */
    CsvTable(String file, Csv.Layout layout, byte[] text) {
        this.file = file;
        this.layout = layout;
        read(text);
    }

    /** Row by row, without the labels. */
    List<float[]> features() {
        return features;
    }

    /** Number of features. */
    int width() {
        return columns == null ? 0 : columns.size() - 1;
    }

    /** One text for each row. */
    List<String> labels() {
        return labels;
    }

    /** A row's label as a number. */
    float value(int row) {
        line = lines.get(row);
        return number(labels.get(row), labelColumn);
    }

    private void read(byte[] text) {
        try {
            var builder = CsvReader.builder()
                    .detectBomHeader(true)
                    .fieldSeparator(Separator.of(text))
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
            for (CsvRecord row : builder.ofCsvRecord(new ByteArrayInputStream(text), StandardCharsets.UTF_8)) {
                line = row.getStartingLineNumber();
                if (columns != null) {
                    row(row.getFields());
                } else if (layout.header()) {
                    header(row.getFields());
                } else {
                    places(row.getFields().size());
                    row(row.getFields());
                }
            }
        } catch (CsvParseException | UncheckedIOException e) {
            String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new DataException(file + ":" + (line + 1) + ":1", "a CSV row", cause, "correct the row");
        }
    }

    private void header(List<String> names) {
        columns = names.stream().map(String::strip).toList();
        requireNames();
        labelColumn = columns.indexOf(layout.name());
        if (labelColumn < 0) {
            throw new DataException(
                    at(0),
                    "a column \"" + layout.name() + "\" of " + (layout.target() ? "values" : "labels"),
                    "columns " + shortened(columns),
                    "name the column of labels with label=COLUMN, of values with target=COLUMN");
        }
        requireFeatures();
    }

    /** Numbers are no names, but for those by which programs count columns. */
    private void requireNames() {
        int numbers = 0;
        boolean counted = true;
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            boolean number = NUMBER.matcher(name).matches();
            numbers += number ? 1 : 0;
            counted &= !number
                    || name.equals(Integer.toString(i))
                    || name.equals(Integer.toString(i + 1))
                    || i > 0 && name.equals(Integer.toString(i - 1));
            int first = columns.indexOf(name);
            if (first < i && !number) {
                throw new DataException(
                        at(i),
                        "a name for each column",
                        "\"" + name + "\" of column " + (first + 1) + " again",
                        "rename or remove one: a copy of the labels among the features would be learned");
            }
        }
        if (numbers > 0 && numbers >= columns.size() - 1 && !counted) {
            throw new DataException(
                    at(0),
                    "names of columns in the first line",
                    "numbers " + shortened(columns),
                    "write header=no if the file has no header, and the labels' place, as label=last");
        }
    }

    private static String shortened(List<String> names) {
        return names.size() > 12 ? names.subList(0, 12) + " and more" : names.toString();
    }

    /** Columns without names are called by their places from 0. */
    private void places(int count) {
        columns = IntStream.range(0, count).mapToObj(Integer::toString).toList();
        switch (layout.column()) {
            case "first":
                labelColumn = 0;
                break;
            case "last":
            case "-1":
                labelColumn = count - 1;
                break;
            default:
                labelColumn = columns.indexOf(layout.column());
        }
        if (labelColumn < 0) {
            throw new DataException(
                    file,
                    "the labels' place among " + count + " columns without names",
                    layout.column().isEmpty() ? "none" : "\"" + layout.column() + "\"",
                    "write " + layout.option() + "=first, =last or a number from 0 to " + (count - 1));
        }
        requireFeatures();
    }

    private void requireFeatures() {
        if (columns.size() < 2) {
            throw new DataException(at(0), "columns of numbers", "only the labels", "name a file with features");
        }
    }

    private void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new DataException(
                    at(Math.min(cells.size(), columns.size())),
                    columns.size() + " cells as in the " + (layout.header() ? "header" : "first row"),
                    Integer.toString(cells.size()),
                    "complete or remove the row");
        }
        float[] numbers = new float[columns.size() - 1];
        for (int column = 0, next = 0; column < columns.size(); column++) {
            if (column != labelColumn) {
                numbers[next++] = number(cells.get(column), column);
            }
        }
        String label = cells.get(labelColumn).strip();
        if (label.isEmpty()) {
            throw new DataException(at(labelColumn), "a label", "an empty cell", "fill it or remove the row");
        }
        features.add(numbers);
        labels.add(label);
        lines.add(line);
    }

    private float number(String cell, int column) {
        String text = cell.strip();
        float number = NUMBER.matcher(text).matches() ? Float.parseFloat(text) : Float.NaN;
        if (!Float.isFinite(number)) {
            String found = text.length() > 40 ? text.substring(0, 40) + "..." : text;
            throw new DataException(
                    at(column),
                    "a finite number in column \"" + columns.get(column) + "\"",
                    found.isEmpty() ? "an empty cell" : "\"" + found + "\"",
                    "correct the cell, or remove the row or the column");
        }
        return number;
    }

    private String at(int column) {
        return file + ":" + line + ":" + (column + 1);
    }
}
