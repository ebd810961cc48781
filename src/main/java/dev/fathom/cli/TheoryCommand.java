package dev.fathom.cli;

import dev.fathom.net.Activation;
import dev.fathom.net.Activations;
import dev.fathom.theory.Asymptotics;
import dev.fathom.theory.CriticalLine;
import dev.fathom.theory.CriticalPoint;
import dev.fathom.theory.Layer;
import dev.fathom.theory.LayerPrediction;
import dev.fathom.theory.MeanField;
import dev.fathom.theory.Network;
import dev.fathom.theory.Propagation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "theory",
        mixinStandardHelpOptions = true,
        description = "Mean-field predictions alone: fixed points, depth scales, critical lines.")
final class TheoryCommand implements Callable<Integer> {
    @Option(names = "--activation", required = true, paramLabel = "NAME", description = "Activation.")
    private String activation;

    @Option(
            names = "--sigma-w2",
            paramLabel = "X",
            description = "fan_in times the variance of a weight (default: 1).",
            defaultValue = "1")
    private double sigmaW2;

    @Option(
            names = "--sigma-b2",
            paramLabel = "Y",
            description = "Variance of a bias (default: 0).",
            defaultValue = "0")
    private double sigmaB2;

    @Option(names = "--depth", paramLabel = "N", description = "Adds the predictions of N layers.")
    private Integer depth;

    @Option(
            names = "--critical",
            description = "Instead: every sigma_w2 at which gradients neither vanish nor explode.")
    private boolean critical;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        Activation function = Activations.parse(activation);
        if (critical) {
            printCritical(CriticalLine.points(function, sigmaB2));
        } else {
            print(function);
        }
        return 0;
    }

    private void printCritical(List<CriticalPoint> points) {
        if (format.get() == Format.json) {
            Json.print(
                    Map.of("critical", points.stream().map(TheoryCommand::json).toList()), System.out);
            return;
        }
        Table table = new Table("sigma_w2", "q_star", "chi_par", "stable");
        for (CriticalPoint point : points) {
            table.row(point.sigmaW2(), point.qStar().orElse(Double.NaN), point.chiPar(), point.stable());
        }
        table.print(format.get(), System.out);
    }

    private static Map<String, Object> json(CriticalPoint point) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sigma_w2", point.sigmaW2());
        json.put("q_star", number(point.qStar()));
        json.put("chi_par", point.chiPar());
        json.put("stable", point.stable());
        return json;
    }

    private void print(Activation function) {
        Asymptotics limits = new MeanField(function, sigmaW2, sigmaB2).asymptotics();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("q_star", number(limits.qStar()));
        values.put("chi_perp", limits.chiPerp());
        values.put("chi_par", limits.chiPar());
        values.put("c_star", number(limits.cStar()));
        values.put("xi_q", number(limits.xiQ()));
        values.put("xi_c", number(limits.xiC()));
        List<LayerPrediction> layers = depth == null ? List.of() : propagate(function);
        if (format.get() == Format.json) {
            limits.note().ifPresent(note -> values.put("note", note));
            if (depth != null) {
                values.put("layers", layers.stream().map(TheoryCommand::json).toList());
            }
            Json.print(values, System.out);
            return;
        }
        if (depth == null) {
            Table table = new Table("quantity", "value");
            values.forEach((name, value) -> table.row(name, value == null ? "-" : value));
            table.print(format.get(), System.out);
            limits.note().filter(note -> format.get() == Format.text).ifPresent(System.out::println);
        } else {
            layerTable(layers).print(format.get(), System.out);
        }
    }

    /** A square net of weights with the given variance on an input of second moment 1; the width cancels out. */
    private List<LayerPrediction> propagate(Activation function) {
        Layer layer = Layer.centred(1, 1, sigmaW2, sigmaB2);
        return Propagation.of(Network.plain(function, Collections.nCopies(depth, layer)), 1)
                .layers();
    }

    private static Table layerTable(List<LayerPrediction> layers) {
        Table table =
                new Table("layer", "preactivation_second_moment", "activation_second_moment", "log10_gradient_ratio");
        for (LayerPrediction layer : layers) {
            table.row(
                    layer.layer(),
                    layer.preactivationSecondMoment(),
                    layer.activationSecondMoment(),
                    layer.log10GradientRatio());
        }
        return table;
    }

    private static Map<String, Object> json(LayerPrediction layer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("layer", layer.layer());
        json.put("preactivation_second_moment", layer.preactivationSecondMoment());
        json.put("activation_second_moment", layer.activationSecondMoment());
        json.put("gradient_ratio", layer.gradientRatio());
        json.put("log10_gradient_ratio", layer.log10GradientRatio());
        return json;
    }

    private static Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
