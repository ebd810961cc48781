package dev.fathom.store;

import dev.fathom.engine.Quantity;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of the store's columns, in the order of tables. */
final class Columns {
    /** What is measured of each layer. */
    static final List<String> QUANTITIES =
            Stream.of(Quantity.values()).map(Quantity::key).toList();

    /** The components of {@link dev.fathom.device.Moments}. */
    static final List<String> MOMENTS =
            List.of("mean", "variance", "second_moment", "unit_variance", "largest", "saturated", "dead", "nonfinite");

    /** What became of a trial, and who says so. */
    static final List<String> OUTCOME = List.of(
            "verdict",
            "first_loss",
            "final_loss",
            "chance",
            "test_loss",
            "accuracy",
            "seconds",
            "device",
            "version",
            "finished_at");

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

    /** The columns of a layer after its trial. */
    static List<String> layer() {
        return Stream.concat(Stream.of("step", "layer"), layerValues().stream()).toList();
    }

    /** As a query lists them. */
    static String list(String alias, List<String> names) {
        return names.stream().map(name -> alias + name).collect(Collectors.joining(", "));
    }

    /** A trial's name and hyperparameters. */
    static List<String> fields() {
        return Stream.concat(Stream.of("trial"), Fields.ALL.stream().map(Field::key))
                .toList();
    }

    /** All of a trial but its number. */
    static List<String> trial() {
        return Stream.of(fields(), OUTCOME, List.of("losses", "run"))
                .flatMap(List::stream)
                .toList();
    }
}
