package dev.fathom.cli.probe;

import dev.fathom.advise.Candidate;
import dev.fathom.advise.Diagnosis;
import dev.fathom.advise.Diagnosis.Finding;
import dev.fathom.advise.Explanation;
import dev.fathom.advise.Remedies;
import dev.fathom.advise.Remedies.Remedy;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Printable;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Device;
import dev.fathom.engine.probe.GivenNetwork;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.model.Model;
import dev.fathom.store.Provenance;
import dev.fathom.theory.propagation.LayerPrediction;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What {@code probe --model} prints. */
record ModelOutcome(
        Path file, Model model, GivenNetwork network, ProbeReport report, Diagnosis checkup, Device device) {
    void print(Format format, String input) {
        switch (format) {
            case json -> Json.print(json(input), System.out);
            case csv -> table().print(Format.csv, System.out);
            default -> text(input);
        }
    }

    private void text(String input) {
        System.out.println(Printable.line(file + ": " + summary(input)));
        System.out.println(
                Printable.line("Weights are read as " + model.layout() + " stores them, " + model.evidence() + "."));
        if (!model.skipped().isEmpty()) {
            System.out.println(Printable.line(
                    "Skipped, for they are not dense layers: " + String.join(", ", model.skipped()) + "."));
        }
        table().print(Format.text, System.out);
        report.inapplicable().ifPresent(reason -> System.out.println("No prediction: " + reason + "."));
        System.out.println();
        findings();
    }

    private String summary(String input) {
        long depth = network.shape().depth();
        return depth + " hidden layers" + (network.readout() ? " and an output layer" : "") + ", "
                + network.activation().spec() + ", " + network.architecture() + ", " + input + " input";
    }

    private Table table() {
        Table table = new Table(
                "layer",
                "weights",
                "sigma_w",
                "sigma_b",
                "z_2nd_moment",
                "theory",
                "grad_ratio",
                "theory_ratio",
                "dead",
                "saturated",
                "state");
        for (int i = 0; i < report.layers().size(); i++) {
            ProbeReport.Layer layer = report.layers().get(i);
            Finding finding = checkup.findings().get(i);
            table.row(
                    layer.layer(),
                    model.names().get(i),
                    finding.sigmaW(),
                    finding.sigmaB(),
                    Json.value(layer.preactivation().secondMoment()),
                    layer.theory()
                            .map(LayerPrediction::preactivationSecondMoment)
                            .orElse(Double.NaN),
                    Json.value(layer.gradientRatio()),
                    layer.theory().map(LayerPrediction::gradientRatio).orElse(Double.NaN),
                    layer.dead(),
                    layer.saturated(),
                    finding.toString());
        }
        return table;
    }

    /** Where every layer is sound, what theory holds for better; else what would help. */
    private void findings() {
        Map<String, List<Integer>> byState = checkup.findings().stream()
                .collect(Collectors.groupingBy(
                        Finding::toString,
                        LinkedHashMap::new,
                        Collectors.mapping(Finding::layer, Collectors.toList())));
        System.out.println("By layer: "
                + byState.entrySet().stream()
                        .map(entry -> entry.getKey() + ": layer " + Explanation.ranges(entry.getValue()))
                        .collect(Collectors.joining("; "))
                + ".");
        List<Candidate> better = checkup.better(checkup.ranking());
        List<Remedy> remedies = checkup.holds() ? List.of() : new Remedies(device, checkup).found(Optional.empty());
        new DiagnosisText(checkup, better, remedies).print();
        if (better.isEmpty() && checkup.holds()) {
            System.out.println("Keep it: theory knows no initializer that is clearly better.");
        } else if (!remedies.isEmpty()
                && remedies.get(0).change().isEmpty()
                && checkup.critical().isPresent()) {
            Paragraph.print(sigmas(checkup.critical().getAsDouble()));
        }
    }

    private String sigmas(double critical) {
        DoubleSummaryStatistics hidden = checkup.findings().stream()
                .limit(network.shape().depth())
                .mapToDouble(Finding::sigmaW)
                .summaryStatistics();
        return "Or scale the weights of each hidden layer to sigma_w = " + Table.number(critical)
                + ", the edge of chaos (now " + Table.number(hidden.getMin()) + " to " + Table.number(hidden.getMax())
                + ").";
    }

    private Map<String, Object> json(String input) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("model", file.toString());
        config.put("layout", model.layout().name());
        config.put("layout_evidence", model.evidence());
        config.put("skipped", model.skipped());
        config.put("metadata", model.metadata());
        config.put("activation", network.activation().spec());
        config.put("architecture", network.architecture().toString());
        config.put("depth", network.shape().depth());
        config.put("output_layer", network.readout());
        config.put("batch", network.batch());
        config.put("input", input);
        config.put("seed", network.seed());
        config.put("repeats", network.repeats());
        config.put("device", device.name());
        config.put("device_description", device.description());
        config.put("version", Provenance.programVersion());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("config", config);
        json.put("layers", checkup.findings().stream().map(this::json).toList());
        report.inapplicable().ifPresent(reason -> json.put("theory_inapplicable", reason));
        json.put("drift", checkup.present());
        json.put(
                "critical_sigma_w",
                checkup.critical().isPresent() ? checkup.critical().getAsDouble() : null);
        List<Candidate> ranking = checkup.ranking();
        json.put("keep", checkup.better(ranking).isEmpty());
        json.put("ranking", ranking.stream().map(ModelOutcome::json).toList());
        return json;
    }

    private Map<String, Object> json(Finding finding) {
        int i = finding.layer() - 1;
        Map<String, Object> json = LayerJson.json(report.layers().get(i));
        json.put("name", model.names().get(i));
        json.put("sigma_w", finding.sigmaW());
        json.put("sigma_b", finding.sigmaB());
        json.put(
                "factor_to_critical",
                checkup.remedy(finding).isPresent() ? checkup.remedy(finding).getAsDouble() : null);
        json.put("state", finding.state());
        json.put("state_of", finding.of());
        json.put("rule", finding.state().rule());
        return json;
    }

    private static Map<String, Object> json(Candidate candidate) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", candidate.initializer().spec());
        json.put("evidence", candidate.evidence());
        json.put("score", candidate.score());
        return json;
    }
}
