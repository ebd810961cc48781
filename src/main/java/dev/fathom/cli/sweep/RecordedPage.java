package dev.fathom.cli.sweep;

import dev.fathom.formats.WholeFile;
import dev.fathom.recorded.RecordedReport;
import dev.fathom.report.Report;
import dev.fathom.store.Recording;
import dev.fathom.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The report of a store's recorded runs. */
final class RecordedPage {
    private RecordedPage() {}

    /** Whether a store has recorded runs and no trials. */
    static boolean isAllOf(Path file) {
        try (Store store = Store.forReading(file, true)) {
            return store.isEmpty() && !store.recordings().isEmpty();
        }
    }

    static void write(Path file, Path target) {
        Report.check(target);
        try (Store store = Store.forReading(file)) {
            List<String> names = store.recordings();
            if (names.isEmpty()) {
                throw new IllegalArgumentException(
                        file + ": has no recorded runs; 'fathom recorder' prints what records them");
            }
            int layers = names.stream()
                    .mapToInt(name -> store.recording(name, 1).layers().size())
                    .max()
                    .orElse(1);
            int steps = RecordedReport.steps(names.size(), layers);
            List<Recording> runs =
                    names.stream().map(name -> store.recording(name, steps)).toList();
            byte[] page = RecordedReport.html(store.study().name(), runs).getBytes(StandardCharsets.UTF_8);
            WholeFile.write(target, out -> out.write(page));
        }
    }
}
