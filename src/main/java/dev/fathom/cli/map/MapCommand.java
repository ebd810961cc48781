package dev.fathom.cli.map;

import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.Places;
import dev.fathom.cli.options.TrialOptions;
import dev.fathom.cli.output.Reproduction;
import dev.fathom.cli.terminal.Interruption;
import dev.fathom.device.Device;
import dev.fathom.formats.WholeFile;
import dev.fathom.map.Axis;
import dev.fathom.map.MapPage;
import dev.fathom.map.MapPlan;
import dev.fathom.map.MapRunner;
import dev.fathom.map.Picture;
import dev.fathom.map.Range;
import dev.fathom.map.Raster;
import dev.fathom.map.What;
import dev.fathom.report.Report;
import dev.fathom.store.TileStore;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Shard;
import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "map",
        mixinStandardHelpOptions = true,
        modelTransformer = TrialOptions.OfMap.class,
        description = {
            "Draws where networks train: one network for each pixel, two hyperparameters as axes.",
            "Finished tiles are kept in the store: the same command again goes on where it was."
        },
        footer = {
            "",
            "An axis is a numeric key of a study, the rate of single layers (learning_rate.first, .hidden, .last), or a "
                    + "parameter of what has a name (initializer.gain, optimizer.mu, architecture.scale). Plain networks of up "
                    + "to 32 units a layer under sgd train whole in a core's cache.",
            "",
            "Handbook: src/site/markdown/maps.md"
        })
public final class MapCommand implements Callable<Integer> {
    private static final long PICTURE_EVERY = 10_000_000_000L;

    /** At most so large a part of the time goes into pictures on the way. */
    private static final int PICTURE_SHARE = 20;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "STUDY.yaml",
            description = "A study of one network, which the options change; without it they say all.")
    private Path file;

    @Option(
            names = "--x",
            paramLabel = "KEY=LOW..HIGH",
            description =
                    "From left to right (default: ${DEFAULT-VALUE}); :log or :linear behind it where the numbers mislead.",
            defaultValue = "learning_rate.first=1e-3..1e3")
    private String x;

    @Option(
            names = "--y",
            paramLabel = "KEY=LOW..HIGH",
            description = "From below to above (default: ${DEFAULT-VALUE}).",
            defaultValue = "learning_rate.last=1e-3..1e3")
    private String y;

    @Option(names = "--zoom", paramLabel = "X0,X1,Y0,Y1", description = "Only this part of the axes.")
    private String zoom;

    @Option(
            names = "--pixels",
            paramLabel = "N",
            description = "Networks along each side (default: ${DEFAULT-VALUE}).",
            defaultValue = "256")
    private int pixels;

    @Option(
            names = "--what",
            paramLabel = "WHAT",
            description = "What colours show: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "convergence")
    private What what;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Samples of a step, or full for all of them (default: full, or the study's).")
    private String batch;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description =
                    "Of all networks; 'each' or 'each:N' gives each its own, from 0 or N up (default: 0, or the study's).")
    private String seed;

    @Option(
            names = "--out",
            paramLabel = "NAME",
            description = "NAME.png and NAME.html show the map, NAME.map keeps its tiles (default: ${DEFAULT-VALUE}).",
            defaultValue = "map")
    private String out;

    @Option(
            names = "--shard",
            paramLabel = "I/N",
            description = "Only part I, from 0, of N parts of the tiles; 'merge' joins their stores.",
            defaultValue = "0/1")
    private String shard;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    /** Where things go. */
    record Files(Path store, Path picture, Path page) {}

    @Override
    public Integer call() {
        DatasetCache data = new DatasetCache();
        MapPlan plan = plan(data);
        Shard part = Shard.parse(shard);
        String name = out + part.suffix();
        Files files = new Files(Path.of(name + ".map"), Path.of(name + ".png"), Path.of(name + ".html"));
        Places places = new Places();
        if (file != null) {
            places.take("the study", file);
        }
        places.takeStore("the store", files.store())
                .take("the picture", files.picture())
                .take("the page", files.page());
        WholeFile.check(files.picture());
        Report.check(files.page());
        List<Device> open = new ArrayList<>();
        try {
            for (String device : devices.names()) {
                open.add(devices.openForSwarms(device));
            }
            open.forEach(device -> System.err.println("device: " + device.name() + ", " + device.description()));
            return draw(plan, part, open, data, files);
        } finally {
            open.forEach(Device::close);
        }
    }

    private int draw(MapPlan plan, Shard part, List<Device> open, DatasetCache data, Files files) {
        try (Interruption interruption = new Interruption();
                TileStore store = TileStore.forWriting(
                        files.store(),
                        plan.text() + "digest of the data: "
                                + data.of(plan.base().data()).digest() + "\n")) {
            MapRunner runner = new MapRunner(plan, store, part);
            interruption.stops(runner::stop);
            double perSecond = run(runner, open, data, plan, store, files);
            int code = conclude(runner, plan, store, files, perSecond);
            interruption.finished(code);
            return code;
        }
    }

    private double run(
            MapRunner runner, List<Device> open, DatasetCache data, MapPlan plan, TileStore store, Files files) {
        long[] next = {System.nanoTime() + PICTURE_EVERY};
        try (MapProgress progress = new MapProgress(runner.networks())) {
            runner.run(open, data, done -> {
                progress.trained(done.networks());
                long start = System.nanoTime();
                if (start > next[0]) {
                    Picture.write(files.picture(), plan, Raster.of(plan, store, what), what, command());
                    long end = System.nanoTime();
                    next[0] = end + Math.max(PICTURE_EVERY, PICTURE_SHARE * (end - start));
                }
            });
            return progress.perSecond();
        }
    }

    private int conclude(MapRunner runner, MapPlan plan, TileStore store, Files files, double perSecond) {
        Raster raster = Raster.of(plan, store, what);
        Picture.write(files.picture(), plan, raster, what, command());
        if (!runner.complete()) {
            System.err.println("fathom: interrupted; the same command goes on with " + files.store());
            return Interruption.EXIT_CODE;
        }
        MapPage.write(
                files.page(),
                plan,
                store,
                raster,
                what,
                new MapPage.Words(command(), Reproduction.command(zoomWords()), TrialOptions::name));
        new MapSummary(plan, raster, perSecond, files).print(format.get(), zoomWords(), out);
        return 0;
    }

    private MapPlan plan(DatasetCache data) {
        Trial base = base();
        boolean each = seed != null && seed.startsWith("each");
        if (seed != null) {
            String number = each ? seed.replaceFirst("^each:?", "") : seed;
            base = base.with(Fields.SEED.parse("--seed", number.isEmpty() ? "0" : number));
        }
        boolean full = batch == null ? file == null : batch.equals("full");
        if (full) {
            base = base.with(Fields.BATCH.is(data.of(base).train().count()));
        } else if (batch != null) {
            base = base.with(Fields.BATCH.parse("--batch", batch));
        }
        MapPlan plan = new MapPlan(base, Axis.parse(x), Axis.parse(y), pixels, each, devices.float64());
        data.of(base); // what is wrong with the data is said before a store is made
        if (zoom == null) {
            return plan;
        }
        double[] ends = ends(zoom);
        return plan.zoomed(
                new Range(ends[0], ends[1], plan.x().range().logarithmic()),
                new Range(ends[2], ends[3], plan.y().range().logarithmic()));
    }

    private static double[] ends(String zoom) {
        try {
            double[] ends = Stream.of(zoom.split(",", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            if (ends.length == 4) {
                return ends;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException("--zoom takes four numbers, X0,X1,Y0,Y1, got '" + zoom + "'");
    }

    private Trial base() {
        if (file == null) {
            return TrialOptions.OfMap.trial(spec);
        }
        List<Trial> trials = Study.read(file).trials();
        if (trials.size() != 1) {
            throw new IllegalArgumentException(file + ": a map starts from a study of one network, this has "
                    + trials.size() + "; leave to --x and --y what varies");
        }
        return trials.get(0).with(TrialOptions.OfMap.given(spec).toArray(new Field.Value<?>[0]));
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(spec.commandLine().getParseResult().originalArgs());
        return arguments;
    }

    private String command() {
        return Reproduction.command(arguments());
    }

    /** The command without what a zoom says anew. */
    private List<String> zoomWords() {
        List<String> words = new ArrayList<>();
        List<String> arguments = arguments();
        for (int i = 0; i < arguments.size(); i++) {
            String word = arguments.get(i);
            boolean told = List.of("--zoom", "--out", "--shard").contains(word);
            if (told) {
                i++;
            } else if (!word.matches("--(zoom|out|shard)=.*")) {
                words.add(word);
            }
        }
        return words;
    }
}
