package dev.fathom.cli.probe;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.advise.Diagnosis;
import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.PositionsOption;
import dev.fathom.cli.options.SaveOption;
import dev.fathom.cli.options.ShapeOptions;
import dev.fathom.device.Device;
import dev.fathom.engine.Samples;
import dev.fathom.engine.network.Weights;
import dev.fathom.engine.probe.GivenNetwork;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.init.Bias;
import dev.fathom.init.Initializers;
import dev.fathom.model.Model;
import dev.fathom.model.ModelReader;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.sweep.Inputs;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
                    + "errors over the repeats alone; '!' marks a figure that lies off its theory by more than a tenth and by "
                    + "more than chance. The repeats of a --model differ in their inputs only. Below the table stands "
                    + "what happens, in which layers, why, and what would help.",
            "",
            "Handbook: src/site/markdown/probe.md"
        })
public final class ProbeCommand implements Callable<Integer> {
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
                    "A model of your own instead: shape and weights of",
                    "its dense layers. A file of PyTorch (.safetensors,",
                    ".pt, .pth, .bin), Keras (.keras, .h5), ONNX or NumPy",
                    "(.npz), a folder of Hugging Face or of .npy files,",
                    "or such files in order."
                })
        private List<Path> model;
    }

    @Option(
            names = "--layers",
            split = ",",
            splitSynopsisLabel = ",",
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

    @Mixin
    private PositionsOption positions;

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
            names = "--bias",
            paramLabel = "LAW",
            description = {
                "Of the biases instead: zeros, constant(VALUE), uniform(LOW, HIGH), normal(MEAN, STD), or torch, within",
                "1/sqrt(fan_in) as nn.Linear starts them (default: as --bias-std and --init say)."
            },
            defaultValue = "auto")
    private String bias;

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
                Bias.parse(bias),
                seed,
                repeats);
        request.setup(seed); // refuses before the work
        save.check(shape.architecture(), shape.widths().size() + (input.equals("gaussian") ? 0 : 1));
        Samples samples = samples(request.architecture());
        if (samples == null && save.wanted() && !request.architecture().isDense()) {
            throw new IllegalArgumentException(
                    "weights of " + request.architecture()
                            + " are kept with the images that its stem sees: give --input digits or another data set of images");
        }
        Shape gaussian = samples == null ? positions.shape(request.architecture(), shape.widths()) : null;
        try (Device device = devices.open()) {
            ProbeReport report = samples == null
                    ? request.gaussian(device, gaussian, inputCorrelation)
                    : request.onSamples(device, shape.widths(), samples);
            new ProbeOutcome(
                            request,
                            samples == null ? gaussian : probed(samples),
                            input,
                            Optional.of(inputCorrelation).filter(c -> samples == null),
                            report,
                            jacobian ? request.jacobian(device, jacobianShape()) : List.of(),
                            device)
                    .print(format.get());
            if (save.wanted()) {
                save(request, device, gaussian, samples);
            }
        }
        return 0;
    }

    private Shape probed(Samples samples) {
        return new Shape(samples.extent(), shape.widths(), samples.answers().outputs());
    }

    private int probeModel() {
        for (String foreign :
                List.of("--depth", "--width", "--weight-gain", "--bias-std", "--bias", "--save", "--jacobian")) {
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
        Samples samples = samples(network.architecture());
        try (Device device = devices.open()) {
            ProbeReport report =
                    samples == null ? network.gaussian(device, inputCorrelation) : network.onSamples(device, samples);
            new ModelOutcome(subject.model.get(0), model, network, report, Diagnosis.of(network, report), device)
                    .print(format.get(), input);
        }
        return 0;
    }

    /** Null for Gaussian inputs. */
    private Samples samples(Architecture architecture) {
        if (input.equals("gaussian")) {
            return null;
        }
        if (positions.given()) {
            throw new IllegalArgumentException(
                    "--image and --positions are for --input gaussian; a data set has its own");
        }
        return Inputs.open(input).seenBy(architecture).train();
    }

    /** Of one standard normal sample, whatever the input of the probe. */
    private Shape jacobianShape() {
        return new Shape(shape.widths().get(0), shape.widths(), 0);
    }

    private void save(ProbeRequest request, Device device, Shape gaussian, Samples samples) {
        Weights weights = samples == null
                ? request.weights(device, gaussian, inputCorrelation)
                : request.weights(device, shape.widths(), samples);
        String data = samples == null ? "" : input;
        save.write(
                weights,
                SaveOption.metadata(
                        request.setup(seed), request.architecture().toString(), data, weights, "initialization"));
    }
}
