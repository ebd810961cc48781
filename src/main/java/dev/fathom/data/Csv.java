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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Samples from a CSV file in UTF-8, packed by gzip or not: one column of labels (any text) or of values to predict, and
 * columns of numbers. Classes are numbered in the order of their labels, numerically if all are integers and else
 * alphabetically.
 */
final class Csv {
    private static final int MAX_CLASSES = 1000;
    private static final long SPLIT_SEED = 0x637376;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d++)?");
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");

    private final String file;
    private final Layout layout;
    private final List<float[]> features = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<Long> lines = new ArrayList<>();
    private List<String> columns;
    private int labelColumn;
    private long line;

    private Csv(String file, Layout layout) {
        this.file = file;
        this.layout = layout;
    }

    /**
     * How the columns are to be read.
     *
     * @param column of the labels or values: a name, or where there is no header a place from 0, first, last or -1; empty
     *     for a column called label
     * @param target whether that column holds values to predict; else they are classes, unless they are no whole numbers
     * @param header whether the first line names the columns
     */
    record Layout(String column, boolean target, boolean header) {
        String name() {
            return column.isEmpty() ? "label" : column;
        }

        String option() {
            return target ? "target" : "label";
        }
    }

    /**
     * Shuffles the rows, sets the given fraction aside as test part and standardizes each column by its mean and deviation
     * in the training part; a constant column becomes 0.
     *
     * @param test fraction of the rows, between 0 and 1
     * @throws DataException for every defect of the file
     */
    static Dataset open(String name, Path file, Layout layout, double test) {
        byte[] stored = ByteSource.stored(file);
        if (stored.length == 0) {
            throw new DataException(file.toString(), "a header line", "an empty file", "copy the file again");
        }
        Csv csv = new Csv(file.toString(), layout);
        csv.read(new ByteSource(file.toString(), stored).take(Integer.MAX_VALUE - 8));
        return csv.split(name, test);
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
                } else if (layout.header) {
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
                    "a column \"" + layout.name() + "\" of " + (layout.target ? "values" : "labels"),
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
        switch (layout.column) {
            case "first":
                labelColumn = 0;
                break;
            case "last":
            case "-1":
                labelColumn = count - 1;
                break;
            default:
                labelColumn = columns.indexOf(layout.column);
        }
        if (labelColumn < 0) {
            throw new DataException(
                    file,
                    "the labels' place among " + count + " columns without names",
                    layout.column.isEmpty() ? "none" : "\"" + layout.column + "\"",
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
                    columns.size() + " cells as in the " + (layout.header ? "header" : "first row"),
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
        Function<int[], Targets> targets = targets();
        int[] order = new int[samples];
        Minibatches.shuffle(order, new Random(SPLIT_SEED));
        double[][] scale = scale(order, samples - tests);
        Part train = part(order, 0, samples - tests, scale, targets);
        return new Dataset(name, train, part(order, samples - tests, samples, scale, targets));
    }

    /** What the given rows are answered with. */
    private Function<int[], Targets> targets() {
        if (layout.target || values()) {
            float[] values = new float[labels.size()];
            for (int i = 0; i < values.length; i++) {
                line = lines.get(i);
                values[i] = number(labels.get(i), labelColumn);
            }
            return rows -> new Targets.Values(gathered(values, rows), 1);
        }
        List<String> classes = classes();
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(label -> numbers.put(label, numbers.size()));
        return rows -> new Targets.Classes(
                Arrays.stream(rows).map(row -> numbers.get(labels.get(row))).toArray(), classes.size());
    }

    /** Numbers with fractions are values, and so is all that is written with them, where label= does not say otherwise. */
    private boolean values() {
        boolean numbers =
                labels.stream().allMatch(label -> NUMBER.matcher(label).matches());
        boolean fractions =
                labels.stream().anyMatch(label -> !INTEGER.matcher(label).matches());
        if (!numbers || !fractions) {
            return false;
        }
        boolean whole = labels.stream().mapToDouble(Double::parseDouble).allMatch(x -> x == Math.rint(x));
        if (whole && !layout.column.isEmpty()) {
            labels.replaceAll(label -> Long.toString((long) Double.parseDouble(label)));
            return false;
        }
        return true;
    }

    private static float[] gathered(float[] values, int[] rows) {
        float[] gathered = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            gathered[i] = values[rows[i]];
        }
        return gathered;
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
                    "name the column of labels with label=COLUMN, of values to predict with target=COLUMN");
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

    private Part part(int[] order, int from, int to, double[][] scale, Function<int[], Targets> targets) {
        int width = scale.length;
        if ((long) (to - from) * width > Integer.MAX_VALUE - 8) {
            throw new DataException(file, "at most 2^31 cells", (long) (to - from) * width + "", "split the file");
        }
        float[] standardized = Room.floats(file, (to - from) * width);
        for (int i = 0; i < to - from; i++) {
            float[] row = features.get(order[from + i]);
            for (int j = 0; j < width; j++) {
                standardized[i * width + j] = (float) ((row[j] - scale[j][0]) / scale[j][1]);
            }
        }
        return new Part(standardized, width, targets.apply(Arrays.copyOfRange(order, from, to)));
    }

    private String at(int column) {
        return file + ":" + line + ":" + (column + 1);
    }
}
