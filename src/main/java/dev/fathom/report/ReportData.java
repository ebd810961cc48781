package dev.fathom.report;

import dev.fathom.sweep.Verdict;
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
    private static final int MOST_LAYERS = 101;
    private static final int MOST_STEPS = 200;

    private final Study study;
    private final Signals signals;
    private final LossCurves losses;

    ReportData(Study study, Predictions predictions) {
        this.study = study;
        int perCell = BUDGET / Math.max(1, study.cells().size());
        this.signals = new Signals(clamp(perCell / 2 / PER_LAYER, MOST_LAYERS), predictions);
        this.losses = new LossCurves(clamp(perCell / 2 / PER_STEP, MOST_STEPS));
    }

    String json() {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        Json.addAll(
                data.putArray("panels"),
                study.panels().stream().map(study::name).toList());
        Json.addAll(data.putArray("initializers"), study.initializers());
        study.depths().forEach(data.putArray("depths")::add);
        focus(data);
        ArrayNode cells = data.putArray("cells");
        study.cells().values().forEach(cell -> cell(cells.addObject(), cell));
        data.set("trials", new TrialTable(study).json());
        return Json.write(data);
    }

    private void focus(ObjectNode data) {
        Cell focus = new Answer(study).focus();
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
        Json.add(node.putArray("accuracy"), cell.accuracy());
        ObjectNode verdicts = node.putObject("verdicts");
        for (Map.Entry<Verdict, Integer> entry : cell.verdicts().entrySet()) {
            verdicts.put(entry.getKey().word(), entry.getValue());
        }
        if (study.hasSettings()) {
            node.put("setting", setting(cell.setting()));
        }
        signals.into(node, cell);
        losses.into(node, cell);
    }

    private static String setting(Setting setting) {
        return setting.optimizer() + ", learning rate " + Numbers.text(setting.learningRate()) + ", batch "
                + setting.batch() + ", " + Html.count(setting.steps(), "step");
    }

    private static int clamp(int points, int most) {
        return Math.max(8, Math.min(most, points));
    }
}
