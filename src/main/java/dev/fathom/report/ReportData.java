package dev.fathom.report;

import dev.fathom.activation.Activations;
import dev.fathom.study.Verdict;
import java.util.Map;
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
    private static final int LEAST_POINTS = 8;
    private static final int MAX_HISTOGRAMS = 6;

    private final GroupedResults study;
    private final Signals signals;
    private final LossCurves losses;
    private final HistogramSource preactivations;
    private final int histograms;

    ReportData(GroupedResults study, Predictions predictions, HistogramSource preactivations) {
        this.study = study;
        int perCell = BUDGET / Math.max(1, study.cells().size());
        this.signals = new Signals(clamp(perCell / 2 / PER_LAYER, LEAST_POINTS, FinishedTrial.MAX_LAYERS), predictions);
        this.losses = new LossCurves(clamp(perCell / 4 / PER_STEP, LEAST_POINTS, FinishedTrial.MAX_BINS));
        this.preactivations = preactivations;
        this.histograms = clamp(perCell / 4 / Histograms.BINS, 2, MAX_HISTOGRAMS);
    }

    String json() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ScriptJson.addAll(
                data.putArray("panels"),
                study.panels().stream().map(study::name).toList());
        ScriptJson.addAll(data.putArray("initializers"), study.initializers());
        study.depths().forEach(data.putArray("depths")::add);
        focus(data);
        ArrayNode cells = data.putArray("cells");
        study.cells().values().forEach(cell -> cell(cells.addObject(), cell));
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
        node.put("trained", cell.trained()).put("of", cell.best().size());
        node.put("all", cell.trials().size());
        ScriptJson.add(node.putArray("accuracy"), cell.accuracy());
        ObjectNode verdicts = node.putObject("verdicts");
        for (Map.Entry<Verdict, Integer> entry : cell.verdicts().entrySet()) {
            verdicts.put(entry.getKey().word(), entry.getValue());
        }
        if (study.hasSettings()) {
            node.put("setting", setting(cell.setting()));
        }
        signals.into(node, cell);
        losses.into(node, cell);
        preactivations
                .of(cell.networks().get(0).trial(), histograms)
                .ifPresent(found -> histograms(node.putObject("histograms"), found));
    }

    /** Shares in ten thousandths. */
    private static void histograms(ObjectNode node, Histograms histograms) {
        ArrayNode layers = node.putArray("layers");
        ArrayNode shares = node.putArray("shares");
        ArrayNode rms = node.putArray("rms");
        ArrayNode saturated = node.putArray("saturated");
        ArrayNode dead = node.putArray("dead");
        for (Histograms.Layer layer : histograms.layers()) {
            layers.add(layer.layer());
            ArrayNode row = shares.addArray();
            for (double share : layer.shares()) {
                row.add(Math.round(10_000 * share));
            }
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

    private static String setting(TrainingSetting setting) {
        return setting.optimizer() + ", learning rate " + Numbers.text(setting.learningRate()) + ", batch "
                + setting.batch() + ", " + Html.count(setting.steps(), "step");
    }

    private static int clamp(int value, int least, int most) {
        return Math.max(least, Math.min(most, value));
    }
}
