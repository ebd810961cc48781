package dev.fathom.cli;

import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.SaveOption;
import dev.fathom.cli.options.ShapeOptions;
import dev.fathom.cli.options.TrialOptions;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Sparkline;
import dev.fathom.cli.terminal.SweepProgress;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Device;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.engine.network.Weights;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "train",
        footer = {"", "Handbook: src/site/markdown/studies.md"},
        mixinStandardHelpOptions = true,
        modelTransformer = TrialOptions.OfTraining.class,
        description = "Trains one configuration and says what became of it.")
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ShapeOptions shape;

    @Mixin
    private SaveOption save;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        Trial trial = TrialOptions.OfTraining.trial(spec, shape);
        WeightLaws.requireStable(trial.setup());
        save.check(trial.ties(), trial.layers());
        CohortPlan cohort = new CohortPlan(List.of(trial));
        try (Device device = devices.open();
                SweepProgress progress = new SweepProgress(List.of(cohort))) {
            List<Weights> trained = new ArrayList<>();
            Consumer<Network> keep = network -> trained.add(Weights.of(device, network, 0));
            print(new DeviceTrainer(device, List.of(0), new DatasetCache())
                    .train(cohort, progress, save.wanted() ? keep : network -> {})
                    .get(0));
            trained.forEach(weights -> save(trial, weights));
        }
        return 0;
    }

    private void save(Trial trial, Weights weights) {
        String state = trial.steps() + " steps of " + trial.optimizer() + " at learning rate " + trial.learningRate();
        save.write(weights, SaveOption.metadata(trial.setup(), trial.architecture(), trial.data(), weights, state));
    }

    private void print(TrialResult result) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("verdict", result.verdict().word());
        values.put("rule", result.verdict().rule());
        values.put("first_loss", result.firstLoss());
        values.put("final_loss", result.finalLoss());
        values.put("chance", result.chance());
        values.put("test_loss", result.testLoss());
        values.put("accuracy", result.accuracy());
        values.put("seconds", result.seconds());
        if (format.get() == Format.json) {
            values.put("losses", result.losses());
            values.put("device", result.device());
            values.put("trial", result.trial().byKey());
            Json.print(values, System.out);
            return;
        }
        Table table = new Table("quantity", "value");
        values.forEach(table::row);
        table.print(format.get(), System.out);
        if (format.get() == Format.text) {
            sparklines(result);
        }
    }

    private static void sparklines(TrialResult result) {
        float[] losses = result.losses();
        double[] loss =
                IntStream.range(0, losses.length).mapToDouble(i -> losses[i]).toArray();
        List<LayerStatistics> layers = result.layers().get(0);
        System.out.println("loss by step");
        System.out.println("  " + Sparkline.linear(loss));
        System.out.println("activations by layer before the first step, second moment");
        System.out.println("  "
                + Sparkline.logarithmic(layers.stream()
                        .filter(layer -> layer.activation() != null)
                        .mapToDouble(layer -> layer.activation().secondMoment())
                        .toArray()));
        System.out.println("gradients by layer before the first step, second moment");
        System.out.println("  "
                + Sparkline.logarithmic(layers.stream()
                        .mapToDouble(layer -> layer.gradient().secondMoment())
                        .toArray()));
    }
}
