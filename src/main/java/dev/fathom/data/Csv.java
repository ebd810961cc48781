package dev.fathom.data;

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

/**
 * Samples from a CSV file in UTF-8, packed by gzip or not: one column of labels (any text) or of values to predict, and
 * columns of numbers. Classes are numbered in the order of their labels, numerically if all are integers and else
 * alphabetically.
 */
final class Csv {
    private static final int MAX_CLASSES = 1000;
    private static final long SPLIT_SEED = 0x637376;
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,18}");

    private final String file;
    private final Layout layout;
    private final CsvTable table;
    private final List<String> labels;

    private Csv(String file, Layout layout, CsvTable table) {
        this.file = file;
        this.layout = layout;
        this.table = table;
        labels = table.labels();
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
        byte[] text = new ByteSource(file.toString(), stored).take(Integer.MAX_VALUE - 8);
        return new Csv(file.toString(), layout, new CsvTable(file.toString(), layout, text)).split(name, test);
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
                values[i] = table.value(i);
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
                labels.stream().allMatch(label -> CsvTable.NUMBER.matcher(label).matches());
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
        int width = table.width();
        double[][] scale = new double[width][2];
        for (int j = 0; j < width; j++) {
            double mean = 0;
            for (int i = 0; i < count; i++) {
                mean += table.features().get(order[i])[j];
            }
            mean /= count;
            double variance = 0;
            float first = table.features().get(order[0])[j];
            boolean constant = true;
            for (int i = 0; i < count; i++) {
                double distance = table.features().get(order[i])[j] - mean;
                variance += distance * distance / count;
                constant &= table.features().get(order[i])[j] == first;
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
            float[] row = table.features().get(order[from + i]);
            for (int j = 0; j < width; j++) {
                standardized[i * width + j] = (float) ((row[j] - scale[j][0]) / scale[j][1]);
            }
        }
        return new Part(standardized, width, targets.apply(Arrays.copyOfRange(order, from, to)));
    }
}
