package dev.fathom.cli;

import dev.fathom.cli.terminal.Printable;
import dev.fathom.store.Store;
import dev.fathom.store.StudyText;
import dev.fathom.store.TileStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "merge",
        footer = {"", "Handbook: src/site/markdown/stores.md"},
        mixinStandardHelpOptions = true,
        description = {
            "Joins stores of one study or of one map, such as those of its shards.",
            "Trials that are there already are left alone, so merging again changes nothing; a trial with two different results is an error."
        })
final class MergeCommand implements Callable<Integer> {
    @Option(
            names = "--into",
            required = true,
            paramLabel = "FILE",
            description = "The store that takes the trials; made where there is none.")
    private Path target;

    @Parameters(arity = "1..*", paramLabel = "STORE", description = "Stores of the same study.")
    private List<Path> sources;

    @Override
    public Integer call() {
        if (sources.stream().anyMatch(TileStore::is)) {
            return mergeMaps();
        }
        // all of them before a new store is made for some
        List<StudyText> studies = sources.stream().map(MergeCommand::about).toList();
        try (Store store = Store.forWriting(target, studies.get(0))) {
            for (Path source : sources) {
                System.out.println(Printable.line(source + ": " + store.merge(source) + " trials new"));
            }
            System.out.println(Printable.line(target + ": " + store.finished().size() + " trials"));
        }
        return 0;
    }

    private int mergeMaps() {
        List<String> texts = sources.stream().map(MergeCommand::map).toList();
        try (TileStore store = TileStore.forWriting(target, texts.get(0))) {
            for (Path source : sources) {
                System.out.println(Printable.line(source + ": " + store.merge(source) + " tiles new"));
            }
            System.out.println(Printable.line(target + ": " + store.finished().size() + " tiles"));
        }
        return 0;
    }

    private static String map(Path source) {
        try (TileStore store = TileStore.forReading(source)) {
            return store.text();
        }
    }

    private static StudyText about(Path source) {
        try (Store store = Store.forReading(source)) {
            return store.study();
        }
    }
}
