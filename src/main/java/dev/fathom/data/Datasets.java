package dev.fathom.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** All datasets, by specification. */
public final class Datasets {
    /** The dataset that needs no file: 12,000 training and 2,000 test digits of MNIST. */
    public static final String DEFAULT = "digits";

    private static final List<String> KNOWN = List.of(
            "digits",
            "mnist:DIR",
            "fashion:DIR",
            "idx:IMAGES,LABELS[,TESTIMAGES,TESTLABELS]",
            "cifar10:DIR",
            "csv:FILE[,label=COLUMN or target=COLUMN][,header=no][,test=0.2]",
            "gaussian[:features=64,classes=10,samples=6000]",
            "teacher[:features=32,width=32,depth=2,samples=6000]",
            "noise[:features=32,samples=6000]");

    private Datasets() {}

    /** The forms of a specification, for help and messages. */
    public static List<String> known() {
        return KNOWN;
    }

    /**
     * Reads or draws a dataset. The same specification and files give the same numbers on every machine.
     *
     * <p>Images (digits, mnist, fashion, idx, cifar10) become pixels / 255, shifted and scaled by the mean and deviation
     * of all training pixels pooled. The columns of a CSV file are standardized one by one, the label column is named
     * {@code label} unless told otherwise; labels with fractions are values to predict, and kept as they are.
     * {@code gaussian} is a mixture of one Gaussian for each class, {@code teacher} regression on the output of a random
     * tanh network, {@code noise} on targets that nothing tells. Without own test files the last sixth is the test part,
     * of CSV rows a seeded random fifth.
     *
     * @param spec one of {@link #known}
     * @param folder what relative paths in the specification are relative to
     * @throws DataException if the specification or a file cannot be used
     */
    public static Dataset open(String spec, Path folder) {
        int colon = spec.indexOf(':');
        String kind = colon < 0 ? spec : spec.substring(0, colon);
        List<String> arguments = colon < 0 || colon == spec.length() - 1
                ? List.of()
                : List.of(spec.substring(colon + 1).split(",", -1));
        try {
            return open(spec, kind, arguments, folder);
        } catch (InvalidPathException e) {
            throw new DataException(spec, "a path", e.getReason(), "correct the path");
        }
    }

    /** The single files that a specification names. */
    public static List<Path> files(String spec) {
        int colon = spec.indexOf(':');
        List<String> arguments = List.of(spec.substring(colon + 1).split(","));
        try {
            return switch (colon < 0 ? "" : spec.substring(0, colon)) {
                case "csv" -> List.of(Path.of(arguments.get(0)));
                case "idx" -> arguments.stream().map(Path::of).toList();
                default -> List.of();
            };
        } catch (InvalidPathException e) {
            return List.of();
        }
    }

    private static Dataset open(String spec, String kind, List<String> arguments, Path folder) {
        switch (kind) {
            case "digits":
                new Options(spec, arguments, List.of());
                return ImageFiles.embedded(spec);
            case "mnist":
            case "fashion":
                return ImageFiles.folder(spec, folder.resolve(onlyPath(spec, arguments)));
            case "cifar10":
                return Cifar10.open(spec, folder.resolve(onlyPath(spec, arguments)));
            case "idx":
                return idx(spec, arguments.stream().map(folder::resolve).toList());
            case "csv":
                return csv(spec, arguments, folder);
            case "gaussian":
                return gaussian(spec, new Options(spec, arguments, List.of("features", "classes", "samples")));
            case "teacher":
                return teacher(spec, new Options(spec, arguments, List.of("features", "width", "depth", "samples")));
            case "noise":
                return noise(spec, new Options(spec, arguments, List.of("features", "samples")));
            default:
                throw new DataException(
                        "dataset", "one of " + String.join(" ", KNOWN), "\"" + spec + "\"", "correct the name");
        }
    }

    private static String onlyPath(String spec, List<String> arguments) {
        if (arguments.isEmpty()) {
            throw malformed(spec, "a folder after the colon", "none");
        }
        return String.join(",", arguments);
    }

    private static Dataset idx(String spec, List<Path> files) {
        switch (files.size()) {
            case 2:
                return ImageFiles.split(spec, files.get(0), files.get(1));
            case 4:
                return ImageFiles.files(spec, files);
            default:
                throw malformed(spec, "two or four files after the colon", Integer.toString(files.size()));
        }
    }

    private static Dataset csv(String spec, List<String> arguments, Path folder) {
        if (arguments.isEmpty()) {
            throw malformed(spec, "a file after the colon", "none");
        }
        List<String> known = List.of("label", "target", "header", "test");
        Options options = new Options(spec, arguments.subList(1, arguments.size()), known);
        String label = options.text("label", "");
        String target = options.text("target", "");
        if (!label.isEmpty() && !target.isEmpty()) {
            throw malformed(spec, "label= for classes or target= for values", "both");
        }
        String header = options.text("header", "yes");
        if (!header.equals("yes") && !header.equals("no")) {
            throw malformed(spec, "header=yes or header=no", "\"" + header + "\"");
        }
        Csv.Layout layout = new Csv.Layout(target.isEmpty() ? label : target, !target.isEmpty(), header.equals("yes"));
        return Csv.open(spec, folder.resolve(arguments.get(0)), layout, options.fraction("test", 0.2));
    }

    private static Dataset gaussian(String spec, Options options) {
        int classes = options.integer("classes", 10, 2, 1000);
        return Synthetic.gaussian(
                spec,
                options.integer("features", 64, 1, 16384),
                classes,
                options.integer("samples", 6000, Math.max(6, 2 * classes), 10_000_000));
    }

    private static Dataset teacher(String spec, Options options) {
        return Synthetic.teacher(
                spec,
                options.integer("features", 32, 1, 16384),
                options.integer("width", 32, 1, 1024),
                options.integer("depth", 2, 1, 64),
                options.integer("samples", 6000, 12, 10_000_000));
    }

    private static Dataset noise(String spec, Options options) {
        return Synthetic.noise(
                spec, options.integer("features", 32, 1, 16384), options.integer("samples", 6000, 12, 10_000_000));
    }

    private static DataException malformed(String spec, String expected, String found) {
        return new DataException(spec, expected, found, "give one of " + String.join(" ", KNOWN));
    }
}
