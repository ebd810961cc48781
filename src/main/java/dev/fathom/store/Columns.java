package dev.fathom.store;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of the store's columns, in order. */
final class Columns {
    /** What is measured of each layer. */
    static final List<String> QUANTITIES =
            List.of("preactivation", "activation", "gradient", "weight_gradient", "weight");

    /** The components of {@link dev.fathom.device.Moments}. */
    static final List<String> MOMENTS =
            List.of("mean", "variance", "second_moment", "unit_variance", "largest", "saturated", "dead", "nonfinite");

    /** A trial's hyperparameters with their types. */
    static final List<String> TRIAL = List.of(
            "initializer TEXT",
            "activation TEXT",
            "architecture TEXT",
            "widths TEXT",
            "depth INTEGER",
            "width INTEGER",
            "weight_gain REAL",
            "bias_std REAL",
            "learning_rate REAL",
            "optimizer TEXT",
            "loss TEXT",
            "batch INTEGER",
            "steps INTEGER",
            "data TEXT",
            "seed INTEGER");

    /** What became of it, and who says so. */
    static final List<String> OUTCOME = List.of(
            "verdict TEXT",
            "first_loss REAL",
            "final_loss REAL",
            "chance REAL",
            "test_loss REAL",
            "accuracy REAL",
            "seconds REAL",
            "device TEXT",
            "version TEXT",
            "finished_at TEXT");

    /** Who ran it and on what; see {@link Provenance}. */
    static final List<String> RUN = List.of(
            "version",
            "commit_id",
            "device",
            "description",
            "driver",
            "precision",
            "java",
            "system",
            "host",
            "started_at");

    private Columns() {}

    static List<String> layerValues() {
        return QUANTITIES.stream()
                .flatMap(quantity -> MOMENTS.stream().map(moment -> quantity + "_" + moment))
                .toList();
    }

    /** The columns of a layer after its trial, as a query lists them. */
    static String layer(String alias) {
        return Stream.concat(Stream.of("step", "layer"), layerValues().stream())
                .map(name -> alias + name)
                .collect(Collectors.joining(", "));
    }

    /** The columns of a trial in schema 1; schema 2 adds its run, schema 3 its number. */
    static List<String> trial() {
        return Stream.of(List.of("trial TEXT"), TRIAL, OUTCOME, List.of("losses BLOB"))
                .flatMap(List::stream)
                .toList();
    }

    static String name(String column) {
        return column.substring(0, column.indexOf(' '));
    }
}
