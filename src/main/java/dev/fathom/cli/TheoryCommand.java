package dev.fathom.cli;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.options.PositionsOption;
import dev.fathom.cli.options.ShapeOptions;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.probe.Predicted;
import dev.fathom.init.Initializers;
import dev.fathom.net.Kernel;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Normalize;
import dev.fathom.net.Positions;
import dev.fathom.net.Weight;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.theory.meanfield.Asymptotics;
import dev.fathom.theory.meanfield.BatchGrowth;
import dev.fathom.theory.meanfield.CriticalLine;
import dev.fathom.theory.meanfield.FourierModes;
import dev.fathom.theory.meanfield.JacobianSpectrum;
import dev.fathom.theory.meanfield.MeanField;
import dev.fathom.theory.propagation.FiniteNetwork;
import dev.fathom.theory.propagation.Layer;
import dev.fathom.theory.propagation.Propagation;
import dev.fathom.theory.propagation.Scatter;
import dev.fathom.theory.propagation.TokenExponents;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "theory",
        mixinStandardHelpOptions = true,
        description = "Mean-field predictions alone: fixed points, depth scales, critical lines.",
        footer = {
            "",
            "Weights are given by --sigma-w2 or by --init. With --depth, --width or another architecture "
                    + "than plain follow the predictions of every layer: signal, gradient, 1 - c of two inputs (with "
                    + "--input-correlation), and how far single networks of that width scatter about them. Networks "
                    + "with layer normalization settle at length 1, as the activation sees it; networks with skips "
                    + "grow at every layer and have no fixed points. jacobian_orthogonal and jacobian_gaussian are the "
                    + "variance that each layer adds to the squared singular values of the input-output Jacobian, over "
                    + "their squared mean; k is that which each layer adds to the squared length of the signal, times "
                    + "its width: over L layers (1 + k/width)^L - 1.",
            "",
            "Of transformers, lambda_a is ln of the factor a block by which a small angle between tokens (1 - cosine) grows,"
                    + " lambda_g that of the gradients' second moment on its way back, means over the blocks (after Cowsik"
                    + " et al. 2024); no lambda_a stands where one block makes near tokens equal. --input-correlation is"
                    + " that of two tokens, and decorrelation too.",
            "",
            "Of conv with circular padding, a table has the correlations of two inputs by Fourier mode: waves of mode_y and"
                    + " mode_x periods over the image keep lambda of what a dense network keeps (Xiao et al. 2018); xi_c is"
                    + " -1/ln |correlation_slope|.",
            "",
            "Handbook: src/site/markdown/theory.md"
        })
final class TheoryCommand implements Callable<Integer> {
    @Option(names = "--activation", required = true, paramLabel = "NAME", description = "Activation.")
    private String activation;

    @Option(names = "--sigma-w2", paramLabel = "X", description = "fan_in times the variance of a weight (default: 1).")
    private Double sigmaW2;

    @Option(names = "--init", paramLabel = "NAME", description = "Instead: weights of this initializer.")
    private String initializer;

    @Option(
            names = "--sigma-b2",
            paramLabel = "Y",
            description = "Variance of a bias (default: 0).",
            defaultValue = "0")
    private double sigmaB2;

    @Mixin
    private ShapeOptions shape;

    @Mixin
    private PositionsOption positions;

    @Option(names = "--inputs", paramLabel = "N", description = "Features of an input (default: the first width).")
    private Integer inputs;

    @Option(
            names = "--input-second-moment",
            paramLabel = "M",
            description = "Mean square of an input's elements (default: ${DEFAULT-VALUE}).",
            defaultValue = "1")
    private double inputSecondMoment;

    @Option(names = "--input-correlation", paramLabel = "C", description = "Cosine of two inputs, -1 to 1.")
    private Double inputCorrelation;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description =
                    "Samples of a batch, for plain networks with batch normalization (default: ${DEFAULT-VALUE}).",
            defaultValue = "64")
    private int batch;

    @Option(
            names = "--critical",
            description = "Instead: every sigma_w2 at which gradients neither vanish nor explode, and whether"
                    + " signals stay there (stable).")
    private boolean critical;

    @Mixin
    private FormatOption format;

    /** Predictions of every layer. */
    private record Layers(FiniteNetwork network, Propagation propagation, List<Scatter> scatter, List<String> notes) {}

    @Override
    public Integer call() {
        Activation function = Activations.parse(activation);
        if (sigmaW2 != null && initializer != null) {
            throw new IllegalArgumentException("--sigma-w2 and --init both give the weights: leave one out");
        }
        if (inputCorrelation != null && !(Math.abs(inputCorrelation) <= 1)) {
            throw new IllegalArgumentException("--input-correlation must lie in -1 to 1, got " + inputCorrelation);
        }
        if (critical) {
            TheoryTables.critical(CriticalLine.points(function, sigmaB2), format.get());
            return 0;
        }
        Architecture architecture = shape.architecture();
        Optional<Layers> layers = shape.given() || initializer != null || !architecture.equals(Architecture.PLAIN)
                ? Optional.of(layers(function, architecture))
                : Optional.empty();
        print(function, architecture, layers);
        return 0;
    }

    private Layers layers(Activation function, Architecture architecture) {
        OptionalDouble correlation =
                inputCorrelation == null ? OptionalDouble.empty() : OptionalDouble.of(inputCorrelation);
        List<Integer> widths = shape.widths();
        int features = inputs == null ? widths.get(0) : inputs;
        Shape sizes = new Shape(positions.extent(architecture, features), widths, 0);
        if (initializer != null) {
            TrialSetup setup =
                    new TrialSetup(Initializers.parse(initializer), 1, (float) Math.sqrt(sigmaB2), function, 1, 0);
            Predicted predicted = Predicted.of(setup, sizes, architecture, inputSecondMoment, correlation);
            return new Layers(predicted.network(), predicted.propagation(), predicted.scatter(), predicted.notes());
        }
        NetworkSpec spec = architecture.network(sizes);
        List<Layer> layers = spec.weights().stream().map(this::layer).toList();
        FiniteNetwork network = new FiniteNetwork(function, layers, spec);
        Propagation propagation = Propagation.of(network, inputSecondMoment, correlation);
        List<Scatter> scatter = Scatter.of(network, propagation);
        return new Layers(
                network, propagation, scatter, Scatter.caveat(scatter).stream().toList());
    }

    private Layer layer(Weight weight) {
        return weight.hasBiases()
                ? Layer.centred(weight.fanIn(), weight.fanOut(), sigmaW2() / weight.fanIn(), sigmaB2)
                : Layer.centred(1, weight.fanOut(), Positions.DEVIATION * Positions.DEVIATION, 0);
    }

    private double sigmaW2() {
        return sigmaW2 == null ? 1 : sigmaW2;
    }

    private void print(Activation function, Architecture architecture, Optional<Layers> layers) {
        List<String> notes = new ArrayList<>();
        Map<String, Object> values = new LinkedHashMap<>();
        List<FourierModes.Mode> modes = List.of();
        boolean silent =
                layers.isPresent() && layers.get().propagation().inapplicable().isPresent();
        if (architecture.attends() && !silent) {
            values.putAll(exponents(layers.orElseThrow().network()));
        } else if (architecture.branch().isEmpty() && !silent) {
            // the last layer stands for a net of its kind that goes on for ever
            Optional<Layer> last = layers.map(l -> l.network().layers())
                    .map(l -> l.get(l.size() - 1))
                    .filter(l -> initializer != null);
            MeanField net = new MeanField(
                    function,
                    last.map(Layer::forward).orElse(sigmaW2()),
                    last.map(Layer::biasVariance).orElse(sigmaB2));
            boolean normalized = architecture.norm().isPresent();
            values.putAll(limits(net, normalized, notes));
            if (architecture.kernel().isPresent()) {
                modes = modes(net, normalized, architecture.kernel().get(), layers.orElseThrow(), notes);
            }
        } else if (!silent) {
            notes.add("networks with skips have no fixed points, their signal grows at every layer: see the layers");
        }
        boolean overBatches = architecture
                .norm()
                .filter(norm -> norm.norm() == Normalize.Norm.BATCH)
                .isPresent();
        if (overBatches && architecture.body().equals(Architecture.PLAIN.body())) {
            BatchGrowth growth = BatchGrowth.of(function, batch);
            values.put("batch", growth.batch());
            values.put("gradient_growth", growth.factor());
            notes.add("gradient_growth is what the gradient's second moment grows by at every layer, going back");
        }
        layers.ifPresent(l -> {
            l.propagation().inapplicable().map(why -> "no prediction: " + why).ifPresent(notes::add);
            notes.addAll(l.notes());
        });
        TheoryTables.print(
                values, modes, layers.map(Layers::propagation), layers.map(Layers::scatter), notes, format.get());
    }

    /** Of the last layer's convolution, which stands for a net of its kind that goes on for ever. */
    private static List<FourierModes.Mode> modes(
            MeanField plain, boolean normalized, Kernel kernel, Layers layers, List<String> notes) {
        List<Layer> all = layers.network().layers();
        boolean central = all.get(all.size() - 1).central();
        if (kernel.padding() == Kernel.Padding.ZEROS && !central) {
            notes.add("zeros beyond the border mix the Fourier modes of correlations: there is no xi_c by mode");
            return List.of();
        }
        OptionalDouble slope = normalized
                ? plain.normalized().slopeAt(plain.normalizedAsymptotics())
                : plain.slopeAt(plain.asymptotics());
        FourierModes modes = new FourierModes(layers.network().spec().input(), kernel, central);
        return slope.isPresent() ? modes.at(slope.getAsDouble()) : List.of();
    }

    private Map<String, Object> exponents(FiniteNetwork network) {
        TokenExponents exponents = TokenExponents.of(
                network, shape.widths().size(), inputSecondMoment, inputCorrelation == null ? 0 : inputCorrelation);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("lambda_a", Double.isFinite(exponents.angle()) ? exponents.angle() : null);
        values.put("lambda_g", exponents.gradient());
        return values;
    }

    private static Map<String, Object> limits(MeanField plain, boolean normalized, List<String> notes) {
        MeanField net = normalized ? plain.normalized() : plain;
        Asymptotics limits = normalized ? plain.normalizedAsymptotics() : plain.asymptotics();
        limits.note().ifPresent(notes::add);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("sigma_w2", plain.sigmaW2());
        values.put("sigma_b2", plain.sigmaB2());
        values.put("q_star", TheoryTables.number(limits.qStar()));
        values.put("chi_perp", limits.chiPerp());
        values.put("chi_par", limits.chiPar());
        values.put("c_star", TheoryTables.number(limits.cStar()));
        values.put("xi_q", TheoryTables.number(limits.xiQ()));
        values.put("xi_c", TheoryTables.number(limits.xiC()));
        // where no length is preferred any will do; where none is reached none does
        boolean homogeneous = net.moments().homogeneous();
        double q = homogeneous ? 1 : limits.qStar().orElse(Double.NaN);
        boolean known = q > 0;
        JacobianSpectrum jacobian = known ? net.jacobian(q) : null;
        values.put("jacobian_orthogonal", known ? jacobian.orthogonalVariance(1) : null);
        values.put("jacobian_gaussian", known ? jacobian.gaussianVariance(1) : null);
        double fluctuation = normalized || !known ? 0 : net.moments().fluctuation(q);
        values.put("k", known ? fluctuation : null);
        return values;
    }
}
