package dev.fathom.report;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.report.recomputed.HistogramSource;
import dev.fathom.report.recomputed.Histograms;
import dev.fathom.report.results.Cell;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import dev.fathom.report.results.Panel;
import dev.fathom.report.results.TrainingSetting;
import dev.fathom.study.Trial;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What the charts and the table of trials are drawn from, small enough for one file. */
final class ReportData {
    /** Numbers in the curves of all cells together: about 3 MB of text. */
    private static final int BUDGET = 480_000;

    /** Numbers a point: six quantities and their spread, and the loss with its own. */
    private static final int PER_LAYER = 20;

    private static final int PER_STEP = 4;
    private static final int LEAST_LAYERS = 8;
    private static final int LEAST_BINS = 2;

    /** Cells with histograms; where there are more, none has any. */
    private static final int MAX_DRAWN = 5_000;

    private static final int MAX_HISTOGRAMS = 6;

    /** Trials of a cell that are named, for export. */
    private static final int MAX_NAMED = 10;

    private static final int ALL_NAMED = 20_000;

    private final GroupedResults study;
    private final String caption;
    private final Signals signals;
    private final LossCurves losses;
    private final HistogramSource preactivations;
    private final Function<Trial, List<String>> layerNames;
    private final Map<List<String>, Integer> names = new LinkedHashMap<>();
    private final List<TrainingSetting> settings;
    private final int histograms;
    private final int named;

    /** @param caption what stands under a figure that leaves the page */
    ReportData(GroupedResults study, String caption, ReportInput input) {
        this.study = study;
        this.caption = caption;
        int perCell = BUDGET / Math.max(1, study.cells().size());
        this.signals = new Signals(
                clamp(perCell / 2 / PER_LAYER, LEAST_LAYERS, FinishedTrial.MAX_LAYERS), input.predictions());
        this.settings = study.settings();
        int views = study.cells().values().stream()
                .mapToInt(cell -> cell.atEachSetting().size())
                .sum();
        int perView = BUDGET / 4 / PER_STEP / Math.max(1, views);
        this.named = clamp(ALL_NAMED / Math.max(1, views), 0, MAX_NAMED);
        this.losses = new LossCurves(clamp(perView, LEAST_BINS, FinishedTrial.MAX_BINS));
        this.preactivations = input.preactivations();
        this.layerNames = input.layerNames();
        this.histograms =
                study.cells().size() > MAX_DRAWN ? 0 : clamp(perCell / 4 / Histograms.BINS, 2, MAX_HISTOGRAMS);
    }

    String json() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ScriptJson.addAll(
                data.putArray("panels"),
                study.panels().stream().map(study::name).toList());
        ScriptJson.addAll(data.putArray("initializers"), study.initializers());
        study.depths().forEach(data.putArray("depths")::add);
        ScriptJson.addAll(
                data.putArray("settings"), settings.stream().map(this::name).toList());
        ArrayNode rates = data.putArray("rates");
        settings.forEach(setting -> ScriptJson.add(rates, setting.learningRate()));
        data.put("caption", caption);
        focus(data);
        ArrayNode cells = data.putArray("cells");
        study.cells().values().forEach(cell -> cell(cells.addObject(), cell));
        losses.grids(data.putArray("steps"));
        ArrayNode lists = data.putArray("names");
        names.keySet().forEach(list -> ScriptJson.addAll(lists.addArray(), list));
        flat(data.putArray("flat"));
        new HeatMaps(study).into(data.putArray("heat"));
        new Comparisons(study).into(data.putArray("comparisons"));
        data.set("trials", new TrialTable(study).json());
        return ScriptJson.write(data);
    }

    private void focus(ObjectNode data) {
        Cell focus = new Headline(study).focus();
        if (focus != null) {
            data.putObject("focus")
                    .put("panel", study.panels().indexOf(focus.panel()))
                    .put("depth", focus.depth());
        }
    }

    private void cell(ObjectNode node, Cell cell) {
        node.put("panel", study.panels().indexOf(cell.panel()));
        node.put("initializer", study.initializers().indexOf(cell.initializer()));
        node.put("depth", cell.depth());
        node.put("all", cell.trials().size());
        node.put("best", cell.atEachSetting().indexOf(cell));
        ArrayNode views = node.putArray("views");
        cell.atEachSetting().forEach(view -> view(views.addObject(), view));
        if (study.varies(Trial::learningRate)) {
            LearningRates.of(cell).into(node.putObject("byRate"));
        }
        signals.into(node, cell);
        List<String> called = layerNames.apply(cell.trials().get(0).trial());
        if (!called.isEmpty()) {
            node.put("names", names.computeIfAbsent(called, list -> names.size()));
        }
        if (histograms == 0) {
            return;
        }
        preactivations
                .of(cell.networks().get(0).trial(), histograms)
                .ifPresent(found -> histograms(node.putObject("histograms"), found));
    }

    /** What became of the cell's networks at one training setting. */
    private void view(ObjectNode node, Cell view) {
        node.put("setting", settings.indexOf(view.setting()));
        node.put("trained", view.trained()).put("of", view.best().size());
        ArrayNode figures = node.putArray("figures");
        ScriptJson.add(figures, view.accuracy());
        ScriptJson.add(figures, view.finalLoss());
        ScriptJson.add(figures, view.stepsToTrain());
        ObjectNode verdicts = node.putObject("verdicts");
        for (Map.Entry<Verdict, Integer> entry : view.verdicts().entrySet()) {
            verdicts.put(entry.getKey().word(), entry.getValue());
        }
        ArrayNode trials = node.putArray("trials");
        view.best().stream()
                .limit(named)
                .forEach(trial -> trials.addArray()
                        .add(trial.trial().id())
                        .add(Long.toString(trial.trial().seed()))
                        .add(trial.verdict().word()));
        losses.into(node, view);
    }

    /** Shares in ten thousandths, without the empty bins at both ends: the place of the first, then what is in each. */
    private static void bins(ArrayNode row, double[] shares) {
        long[] counts = Arrays.stream(shares)
                .mapToLong(share -> Math.round(10_000 * share))
                .toArray();
        int[] filled =
                IntStream.range(0, counts.length).filter(bin -> counts[bin] > 0).toArray();
        if (filled.length > 0) {
            row.add(filled[0]);
            Arrays.stream(counts, filled[0], filled[filled.length - 1] + 1).forEach(row::add);
        }
    }

    private static void histograms(ObjectNode node, Histograms histograms) {
        ArrayNode layers = node.putArray("layers");
        ArrayNode shares = node.putArray("shares");
        ArrayNode scaled = node.putArray("scaled");
        ArrayNode rms = node.putArray("rms");
        ArrayNode saturated = node.putArray("saturated");
        ArrayNode dead = node.putArray("dead");
        for (Histograms.Layer layer : histograms.layers()) {
            layers.add(layer.layer());
            bins(shares.addArray(), layer.shares());
            bins(scaled.addArray(), layer.scaled());
            ScriptJson.add(rms, layer.rms());
            ScriptJson.add(saturated, layer.saturated());
            ScriptJson.add(dead, layer.dead());
        }
    }

    /** For each panel where its activation is flat, in the range of the histograms. */
    private void flat(ArrayNode panels) {
        for (Panel panel : study.panels()) {
            ArrayNode zones = panels.addArray();
            String spec = study.cells(panel).get(0).trials().get(0).trial().activation();
            if (preactivations != HistogramSource.NONE) {
                for (double[] zone : Histograms.flat(Activations.parse(spec))) {
                    ArrayNode ends = zones.addArray();
                    ScriptJson.add(ends, zone[0]);
                    ScriptJson.add(ends, zone[1]);
                }
            }
        }
    }

    /** What tells a setting from the others: {@code learning rate 0.1, adam}. */
    private String name(TrainingSetting setting) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < TrainingSetting.TUNED.size(); i++) {
            int place = i;
            if (settings.stream()
                            .map(other -> other.all().get(place))
                            .distinct()
                            .count()
                    > 1) {
                parts.add(Numbers.named(
                        TrainingSetting.TUNED.get(i), setting.all().get(i)));
            }
        }
        return parts.isEmpty() ? "learning rate " + Numbers.text(setting.learningRate()) : String.join(", ", parts);
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }
}
