package dev.fathom.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Classification from a CSV file in UTF-8: a header line, one column of labels (any text) and columns of numbers. Classes
 * are numbered in the order of their labels, numerically if all are integers and else alphabetically.
 */
final class Csv {
    private static final int MAX_CLASSES = 1000;
    private static final long SPLIT_SEED = 0x637376;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d++)?");
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");

    private final String file;
    private final List<float[]> features = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private List<String> columns;
    private int labelColumn;
    private long line;

    private Csv(String file) {
        this.file = file;
    }

    /**
     * Shuffles the rows, sets the given fraction aside as test part and standardizes each column by its mean and deviation
     * in the training part; a constant column becomes 0.
     *
     * @param label name of the column of labels
     * @param test fraction of the rows, between 0 and 1
     * @throws DataException for every defect of the file
     */
    static Dataset open(String name, Path file, String label, double test) {
        byte[] stored = ByteSource.stored(file);
        if (stored.length == 0) {
            throw new DataException(file.toString(), "a header line", "an empty file", "copy the file again");
        }
        Csv csv = new Csv(file.toString());
        csv.read(stored, label);
        return csv.split(name, test);
    }

    private void read(byte[] stored, String label) {
        try {
            var builder = CsvReader.builder()
                    .detectBomHeader(true)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE);
            for (CsvRecord row : builder.ofCsvRecord(new ByteArrayInputStream(stored), StandardCharsets.UTF_8)) {
                line = row.getStartingLineNumber();
                if (columns == null) {
                    header(row.getFields(), label);
                } else {
                    row(row.getFields());
                }
            }
        } catch (CsvParseException | UncheckedIOException e) {
            String cause = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new DataException(file + ":" + (line + 1) + ":1", "a CSV row", cause, "correct the row");
        }
    }

    private void header(List<String> names, String label) {
        columns = List.copyOf(names);
        labelColumn = columns.indexOf(label);
        if (labelColumn < 0) {
            throw new DataException(
                    at(0),
                    "a column \"" + label + "\" of labels",
                    "columns " + (columns.size() > 12 ? columns.subList(0, 12) + " and more" : columns),
                    "name the column of labels with label=COLUMN");
        }
        if (columns.size() < 2) {
            throw new DataException(at(0), "columns of numbers", "only the labels", "name a file with features");
        }
    }

    private void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new DataException(
                    at(Math.min(cells.size(), columns.size())),
                    columns.size() + " cells as in the header",
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

    private Dataset split(String name, double fraction) {
        int samples = labels.size();
        int tests = Math.max(1, (int) Math.round(samples * fraction));
        if (samples - tests < 2) {
            throw new DataException(
                    file,
                    "rows for a training part of at least two and a test part of " + fraction,
                    samples + " rows",
                    "add rows or lower test=");
        }
        List<String> classes = classes();
        int[] order = new int[samples];
        Minibatches.shuffle(order, new Random(SPLIT_SEED));
        double[][] scale = scale(order, samples - tests);
        Part train = part(order, 0, samples - tests, scale, classes);
        return new Dataset(name, train, part(order, samples - tests, samples, scale, classes));
    }

    private List<String> classes() {
        TreeSet<String> distinct = new TreeSet<>(labels);
        if (distinct.size() < 2) {
            throw new DataException(
                    file, "labels of at least two classes", "only \"" + distinct.first() + "\"", "add other samples");
        }
        if (distinct.size() > MAX_CLASSES) {
            throw new DataException(
                    file,
                    "labels of at most " + MAX_CLASSES + " classes",
                    Integer.toString(distinct.size()),
                    "name the column of labels with label=COLUMN");
        }
        List<String> classes = new ArrayList<>(distinct);
        if (classes.stream().allMatch(label -> INTEGER.matcher(label).matches())) {
            classes.sort((a, b) -> Long.compare(Long.parseLong(a), Long.parseLong(b)));
        }
        return classes;
    }

    /** Mean and deviation of each column over the training part. */
    private double[][] scale(int[] order, int count) {
        int width = columns.size() - 1;
        double[][] scale = new double[width][2];
        for (int j = 0; j < width; j++) {
            double mean = 0;
            for (int i = 0; i < count; i++) {
                mean += features.get(order[i])[j];
            }
            mean /= count;
            double variance = 0;
            float first = features.get(order[0])[j];
            boolean constant = true;
            for (int i = 0; i < count; i++) {
                double distance = features.get(order[i])[j] - mean;
                variance += distance * distance / count;
                constant &= features.get(order[i])[j] == first;
            }
            scale[j][0] = mean;
            scale[j][1] = constant ? Double.POSITIVE_INFINITY : Math.sqrt(variance);
        }
        return scale;
    }

    private Part part(int[] order, int from, int to, double[][] scale, List<String> classes) {
        int width = scale.length;
        if ((long) (to - from) * width > Integer.MAX_VALUE - 8) {
            throw new DataException(file, "at most 2^31 cells", (long) (to - from) * width + "", "split the file");
        }
        float[] standardized = new float[(to - from) * width];
        int[] numbers = new int[to - from];
        for (int i = 0; i < numbers.length; i++) {
            float[] row = features.get(order[from + i]);
            for (int j = 0; j < width; j++) {
                standardized[i * width + j] = (float) ((row[j] - scale[j][0]) / scale[j][1]);
            }
            numbers[i] = classes.indexOf(labels.get(order[from + i]));
        }
        return new Part(standardized, width, new Targets.Classes(numbers, classes.size()));
    }

    private String at(int column) {
        return file + ":" + line + ":" + (column + 1);
    }
}
