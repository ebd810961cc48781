package dev.fathom.cli.probe;

import dev.fathom.advise.Diagnosis;
import dev.fathom.advise.Remedies;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Painted;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Sparkline;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Device;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.net.architecture.Shape;
import dev.fathom.store.Provenance;
import dev.fathom.theory.propagation.LayerPrediction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What {@code probe --init} prints.
 *
 * @param shape that was probed
 * @param input as users write it
 * @param inputCorrelation of Gaussian inputs; empty for data
 * @param singularValues of each repeat's Jacobian, if wanted
 */
record ProbeOutcome(
        ProbeRequest request,
        Shape shape,
        String input,
        Optional<Double> inputCorrelation,
        ProbeReport report,
        List<double[]> singularValues,
        Device device) {

    void print(Format format) {
        switch (format) {
            case json -> Json.print(json(), System.out);
            case csv -> table().print(Format.csv, System.out);
            default -> text();
        }
    }

    private void text() {
        System.out.println(summary());
        table().print(Format.text, System.out);
        sparkline("z_2nd_moment", layer -> layer.preactivation().secondMoment());
        sparkline("grad_ratio", ProbeReport.Layer::gradientRatio);
        report.inapplicable().ifPresent(reason -> Paragraph.print("No prediction: " + reason + "."));
        report.notes().forEach(note -> Paragraph.print("Note: " + note + "."));
        singularValues.forEach(values -> System.out.printf(
                "Jacobian singular values: largest %s, median %s, smallest %s%n",
                Table.number(values[0]),
                Table.number(values[values.length / 2]),
                Table.number(values[values.length - 1])));
        System.out.println();
        diagnosis().print();
    }

    private DiagnosisText diagnosis() {
        Diagnosis diagnosis = Diagnosis.of(request, shape, report);
        return diagnosis.holds()
                ? new DiagnosisText(diagnosis, diagnosis.better(diagnosis.ranking()), List.of())
                : new DiagnosisText(
                        diagnosis,
                        List.of(),
                        new Remedies(device, diagnosis).found(Optional.of(request.initializer())));
    }

    private String summary() {
        return request.initializer().spec() + ", " + request.activation().name() + ", depth " + shape.depth()
                + ", width " + shape.widths().get(0) + ", " + input + " input, " + request.repeats() + " networks";
    }

    private static Object flag(boolean disagrees) {
        return disagrees ? new Painted("!", Painted.Colour.BAD) : "";
    }

    private void sparkline(String name, Function<ProbeReport.Layer, Estimate> figure) {
        double[] values = report.layers().stream()
                .map(figure)
                .mapToDouble(estimate -> switch (estimate.range()) {
                    case FINITE -> estimate.value();
                    case UNDERFLOW -> 0;
                    case OVERFLOW -> Double.POSITIVE_INFINITY;
                })
                .toArray();
        System.out.println(name + " by layer");
        System.out.println("  " + Sparkline.logarithmic(values));
    }

    private Table table() {
        Table table = new Table(
                "layer",
                "z_2nd_moment",
                "z_error",
                "z_theory",
                "z_off",
                "a_2nd_moment",
                "a_mean",
                "dead",
                "saturated",
                "grad_ratio",
                "grad_error",
                "grad_theory",
                "grad_off",
                "w_grad_2nd",
                "1-c",
                "c_error",
                "c_theory",
                "c_off");
        for (ProbeReport.Layer layer : report.layers()) {
            Optional<LayerPrediction> theory = layer.theory();
            table.row(
                    layer.layer(),
                    Json.value(layer.preactivation().secondMoment()),
                    error(layer.preactivation().secondMoment()),
                    theory.map(LayerPrediction::preactivationSecondMoment).orElse(Double.NaN),
                    flag(layer.disagrees()),
                    layer.activation().map(a -> Json.value(a.secondMoment())).orElse("-"),
                    layer.activation().map(a -> Json.value(a.mean())).orElse("-"),
                    layer.dead(),
                    layer.saturated(),
                    Json.value(layer.gradientRatio()),
                    error(layer.gradientRatio()),
                    theory.map(LayerPrediction::gradientRatio).orElse(Double.NaN),
                    flag(layer.gradientDisagrees()),
                    Json.value(layer.weightGradient().secondMoment()),
                    layer.decorrelation().map(Json::value).orElse("-"),
                    layer.decorrelation().map(ProbeOutcome::error).orElse(Double.NaN),
                    theory.map(t -> t.decorrelation().orElse(Double.NaN)).orElse(Double.NaN),
                    flag(layer.correlationDisagrees()));
        }
        return table;
    }

    private static double error(Estimate estimate) {
        return estimate.range() == Estimate.Range.FINITE ? estimate.standardError() : Double.NaN;
    }

    private Map<String, Object> json() {
        List<Integer> widths = shape.widths();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("init", request.initializer().spec());
        config.put("activation", request.activation().name());
        config.put("architecture", request.architecture().toString());
        config.put("depth", widths.size());
        config.put("widths", widths.stream().distinct().count() == 1 ? widths.get(0) : widths);
        config.put("batch", request.batch());
        config.put("input", input);
        config.put("input_correlation", inputCorrelation.orElse(null));
        config.put("weight_gain", request.weightGain());
        config.put("bias_std", request.biasStd());
        config.put("bias", request.bias().spec());
        config.put("seed", request.seed());
        config.put("repeats", request.repeats());
        config.put("device", device.name());
        config.put("device_description", device.description());
        config.put("version", Provenance.programVersion());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("config", config);
        json.put("layers", report.layers().stream().map(LayerJson::json).toList());
        report.inapplicable().ifPresent(reason -> json.put("theory_inapplicable", reason));
        json.put("theory_notes", report.notes());
        if (!singularValues.isEmpty()) {
            json.put("jacobian_singular_values", singularValues);
        }
        json.put("diagnosis", diagnosis().json());
        return json;
    }
}
