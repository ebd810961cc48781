package dev.fathom.cli;

import dev.fathom.activation.Activations;
import dev.fathom.advise.Diagnosis;
import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.SaveOption;
import dev.fathom.cli.options.ShapeOptions;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Painted;
import dev.fathom.cli.terminal.Sparkline;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Device;
import dev.fathom.engine.Estimate;
import dev.fathom.engine.GivenNetwork;
import dev.fathom.engine.ProbeReport;
import dev.fathom.engine.ProbeRequest;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.Weights;
import dev.fathom.init.Initializers;
import dev.fathom.model.Model;
import dev.fathom.model.ModelReader;
import dev.fathom.net.Architecture;
import dev.fathom.store.Provenance;
import dev.fathom.sweep.Inputs;
import dev.fathom.theory.LayerPrediction;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "probe",
        mixinStandardHelpOptions = true,
        description =
                "Measures one configuration, or a model of your own, at initialization, layer by layer, beside what theory predicts.",
        footer = {
            "",
            "With --input gaussian the network is N hidden layers on standard normal inputs of the given "
                    + "width, and the backward pass starts from a standard normal cotangent at the last "
                    + "pre-activation. With a data set, an output layer and the mean loss follow. Errors are standard "
                    + "errors over the repeats alone; '!' marks a figure that lies off its theory by more than four of "
                    + "them. The repeats of a --model differ in their inputs only.",
            "",
            "Handbook: src/site/markdown/probe.md"
        })
final class ProbeCommand implements Callable<Integer> {
    @ArgGroup(multiplicity = "1")
    private Subject subject;

    /** What is probed. */
    private static final class Subject {
        @Option(names = "--init", paramLabel = "NAME", description = "Initializer; see 'fathom inits'.")
        private String initializer;

        @Option(
                names = "--model",
                arity = "1..*",
                paramLabel = "FILE",
                description = {
                    "A model of your own instead: its dense layers from .safetensors, .pt, .pth, .bin, .keras, .h5,",
                    ".onnx or .npz, from a folder of Hugging Face or of .npy files, or from such files in order.",
                    "Shape and weights are the model's."
                })
        private List<Path> model;
    }

    @Option(
            names = "--layers",
            split = ",",
            paramLabel = "NAME",
            description = {
                "The layers of --model in order, by the names of their weights or modules, * for anything",
                "(default: all matrices, where names and shapes make one chain of them)."
            })
    private List<String> layers = List.of();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--activation",
            required = true,
            paramLabel = "NAME",
            description = "Activation; see 'fathom activations'.")
    private String activation;

    @Mixin
    private ShapeOptions shape;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Samples (default: ${DEFAULT-VALUE}).",
            defaultValue = "256")
    private int batch;

    @Option(
            names = "--input",
            paramLabel = "INPUT",
            description = "gaussian, or a data set such as digits, mnist:DIR, csv:FILE (default: ${DEFAULT-VALUE}).",
            defaultValue = "gaussian")
    private String input;

    @Option(
            names = "--input-correlation",
            paramLabel = "C",
            description = "Correlation of any two gaussian inputs, 0 to 1 (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private double inputCorrelation;

    @Option(
            names = "--weight-gain",
            paramLabel = "G",
            description = "Factor on all weights (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private float weightGain;

    @Option(
            names = "--bias-std",
            paramLabel = "S",
            description = "Standard deviation of the biases (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private float biasStd;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the first repeat (default: ${DEFAULT-VALUE}).",
            defaultValue = "0")
    private long seed;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Independent networks (default: ${DEFAULT-VALUE}).",
            defaultValue = "8")
    private int repeats;

    @Option(
            names = "--jacobian",
            description = "Adds the singular values of the Jacobian of the last activation by the input.")
    private boolean jacobian;

    @Mixin
    private SaveOption save;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Option(
            names = "--no-output-layer",
            description = "The last layer of --model too is followed by the activation (default: as the file says).")
    private boolean noOutputLayer;

    @Override
    public Integer call() {
        if (inputCorrelation != 0 && !input.equals("gaussian")) {
            throw new IllegalArgumentException("--input-correlation is for --input gaussian; a data set has its own");
        }
        if (subject.model != null) {
            return probeModel();
        }
        if (noOutputLayer) {
            throw new IllegalArgumentException("--no-output-layer is for --model");
        }
        if (!layers.isEmpty()) {
            throw new IllegalArgumentException("--layers is for --model");
        }
        return probe();
    }

    private int probe() {
        ProbeRequest request = new ProbeRequest(
                Initializers.parse(subject.initializer),
                Activations.parse(activation),
                shape.architecture(),
                batch,
                weightGain,
                biasStd,
                seed,
                repeats);
        save.check(shape.widths().size() + (input.equals("gaussian") ? 0 : 1));
        Samples samples = input.equals("gaussian") ? null : Inputs.open(input).train();
        try (Device device = devices.open()) {
            ProbeReport report = samples == null
                    ? request.gaussian(device, shape.widths(), inputCorrelation)
                    : request.onSamples(device, shape.widths(), samples);
            List<double[]> singularValues = jacobian ? request.jacobian(device, shape.widths()) : List.of();
            print(request, device, report, singularValues);
            if (save.wanted()) {
                save(request, device, samples);
            }
        }
        return 0;
    }

    private int probeModel() {
        for (String foreign : List.of("--depth", "--width", "--weight-gain", "--bias-std", "--save", "--jacobian")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(foreign)) {
                throw new IllegalArgumentException(foreign + " does not go with --model, whose weights are given");
            }
        }
        Model model = ModelReader.read(subject.model, save.layout(), layers);
        boolean given = spec.commandLine().getParseResult().hasMatchedOption("--architecture");
        String architecture =
                given ? shape.architecture().toString() : model.metadata().getOrDefault("architecture", "plain");
        GivenNetwork network = new GivenNetwork(
                model.weights(),
                Activations.parse(activation),
                Architecture.parse(architecture),
                model.readout() && !noOutputLayer,
                batch,
                seed,
                repeats);
        Samples samples = input.equals("gaussian") ? null : Inputs.open(input).train();
        try (Device device = devices.open()) {
            ProbeReport report =
                    samples == null ? network.gaussian(device, inputCorrelation) : network.onSamples(device, samples);
            new ModelOutcome(subject.model.get(0), model, network, report, Diagnosis.of(network, report))
                    .print(format.get(), input, device);
        }
        return 0;
    }

    private void save(ProbeRequest request, Device device, Samples samples) {
        Weights weights = samples == null
                ? request.weights(device, shape.widths(), inputCorrelation)
                : request.weights(device, shape.widths(), samples);
        String data = samples == null ? "" : input;
        TrialSetup setup = new TrialSetup(request.initializer(), weightGain, biasStd, request.activation(), 1, seed);
        save.write(
                weights,
                SaveOption.metadata(setup, request.architecture().toString(), data, weights, "initialization"));
    }

    private void print(ProbeRequest request, Device device, ProbeReport report, List<double[]> singularValues) {
        switch (format.get()) {
            case json:
                Json.print(json(request, device, report, singularValues), System.out);
                break;
            case csv:
                table(report).print(Format.csv, System.out);
                break;
            default:
                System.out.println(summary(request));
                table(report).print(Format.text, System.out);
                sparkline("z_2nd_moment", report, layer -> layer.preactivation().secondMoment());
                sparkline("grad_ratio", report, ProbeReport.Layer::gradientRatio);
                report.inapplicable().ifPresent(reason -> System.out.println("No prediction: " + reason + "."));
                report.notes().forEach(note -> System.out.println("Note: " + note + "."));
                singularValues.forEach(values -> System.out.printf(
                        "Jacobian singular values: largest %s, median %s, smallest %s%n",
                        Table.number(values[0]),
                        Table.number(values[values.length / 2]),
                        Table.number(values[values.length - 1])));
        }
    }

    private String summary(ProbeRequest request) {
        return request.initializer().spec() + ", " + request.activation().name() + ", depth "
                + shape.widths().size() + ", width " + shape.widths().get(0) + ", " + input + " input, " + repeats
                + " networks";
    }

    private static Object flag(boolean disagrees) {
        return disagrees ? new Painted("!", Painted.Colour.BAD) : "";
    }

    private static void sparkline(String name, ProbeReport report, Function<ProbeReport.Layer, Estimate> figure) {
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

    private static Table table(ProbeReport report) {
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
                    layer.gradientDisagrees() ? "!" : "",
                    Json.value(layer.weightGradient().secondMoment()),
                    layer.decorrelation().map(Json::value).orElse("-"),
                    layer.decorrelation().map(ProbeCommand::error).orElse(Double.NaN),
                    theory.map(t -> t.decorrelation().orElse(Double.NaN)).orElse(Double.NaN),
                    flag(layer.correlationDisagrees()));
        }
        return table;
    }

    private static double error(Estimate estimate) {
        return estimate.range() == Estimate.Range.FINITE ? estimate.standardError() : Double.NaN;
    }

    private Map<String, Object> json(
            ProbeRequest request, Device device, ProbeReport report, List<double[]> singularValues) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("init", request.initializer().spec());
        config.put("activation", request.activation().name());
        config.put("architecture", request.architecture().toString());
        config.put("depth", shape.widths().size());
        config.put(
                "widths",
                shape.widths().stream().distinct().count() == 1 ? shape.widths().get(0) : shape.widths());
        config.put("batch", batch);
        config.put("input", input);
        config.put("input_correlation", input.equals("gaussian") ? inputCorrelation : null);
        config.put("weight_gain", weightGain);
        config.put("bias_std", biasStd);
        config.put("seed", seed);
        config.put("repeats", repeats);
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
        return json;
    }
}
