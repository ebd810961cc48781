package dev.fathom.init;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All initializers, one entry each: adding one here makes it appear everywhere. W is fan_in x fan_out, n = fan_in, m =
 * fan_out. Names that Keras and JAX share mean exactly their law, truncation included; {@code kaiming_normal_} and
 * {@code xavier_normal_}, PyTorch's names, are the laws of the papers without truncation. {@link Libraries} has every
 * other spelling.
 */
public final class Initializers {
    private static final String GLOROT = "Glorot & Bengio 2010";
    private static final String HE = "He et al. 2015";
    private static final String LECUN = "LeCun et al. 1998; Klambauer et al. 2017";

    /** The seed study's initializers come first, failures before remedies. */
    private static final List<Family> FAMILIES = List.of(
            family("zeros", "0", "the symmetry problem")
                    .rule(a -> (n, m, l, d) -> new Distribution.Constant(0))
                    .spelt("Zeros()", "zeros_(w)", "zeros", "WeightInit.ZERO"),
            family("ones", "1", "the symmetry problem")
                    .rule(a -> (n, m, l, d) -> new Distribution.Constant(1))
                    .spelt("Ones()", "ones_(w)", "ones", "WeightInit.ONES"),
            family("constant", "value", "the symmetry problem")
                    .with("value", null)
                    .rule(a -> {
                        double value = a.number("value");
                        return (n, m, l, d) -> new Distribution.Constant(value);
                    })
                    .spelt("Constant({value})", "constant_(w, {value})", "constant({value})", null),
            family("naive_normal", "N(0, stddev²)", "practice: randn * 0.01")
                    .with("stddev", "0.01")
                    .rule(a -> normal(0, a.atLeastZero("stddev")))
                    .spelt("RandomNormal(0, {stddev})", "normal_(w, 0, {stddev})", "normal(stddev={stddev})", null),
            family("standard_normal", "N(0, 1)", "practice: randn")
                    .rule(a -> normal(0, 1))
                    .spelt("RandomNormal(0, 1)", "normal_(w)", "normal(stddev=1.0)", null),
            family("random_normal", "N(mean, stddev²)", "Keras' default deviation")
                    .with("mean", "0")
                    .with("stddev", "0.05")
                    .rule(a -> normal(a.number("mean"), a.atLeastZero("stddev")))
                    .spelt("RandomNormal({mean}, {stddev})", "normal_(w, {mean}, {stddev})", null, null),
            family("random_uniform", "U(minval, maxval)", "Keras' default interval")
                    .with("minval", "-0.05")
                    .with("maxval", "0.05")
                    .rule(Initializers::uniform)
                    .spelt("RandomUniform({minval}, {maxval})", "uniform_(w, {minval}, {maxval})", null, null),
            family("truncated_normal", "N(mean, stddev²) cut at low and high", "Keras: cut at 2 stddev, not corrected")
                    .with("mean", "0")
                    .with("stddev", "0.05")
                    .with("low", "auto")
                    .with("high", "auto")
                    .rule(Initializers::truncated)
                    .spelt(null, "trunc_normal_(w, {mean}, {stddev}, {low}, {high})", null, null),
            family("uniform_fan_in", "U(-1/√n, 1/√n)", "old heuristic; PyTorch's nn.Linear")
                    .rule(a -> Variance.scaling(1.0 / 3, "fan_in", "uniform"))
                    .spelt(
                            "VarianceScaling(1/3, \"fan_in\", \"uniform\")",
                            "kaiming_uniform_(w, a=5**0.5)",
                            "variance_scaling(1/3, \"fan_in\", \"uniform\")",
                            "WeightInit.UNIFORM"),
            family("torch_linear", "U(-1/√n, 1/√n), biases too", "PyTorch's nn.Linear as it starts")
                    .scheme(a -> new Scheme.FanInBiases())
                    .rule(a -> Variance.scaling(1.0 / 3, "fan_in", "uniform")),
            family("lecun_normal", "variance 1/n, normal cut at 2 deviations", LECUN)
                    .rule(a -> Variance.scaling(1, "fan_in", "truncated_normal"))
                    .spelt("LecunNormal()", null, "lecun_normal()", null),
            family("lecun_uniform", "U(-√(3/n), √(3/n))", LECUN)
                    .rule(a -> Variance.scaling(1, "fan_in", "uniform"))
                    .spelt("LecunUniform()", "kaiming_uniform_(w, nonlinearity=\"linear\")", "lecun_uniform()", null),
            family("glorot_normal", "variance 2/(n+m), normal cut at 2 deviations", GLOROT)
                    .rule(a -> Variance.scaling(1, "fan_avg", "truncated_normal"))
                    .spelt("GlorotNormal()", null, "glorot_normal()", null),
            family("xavier_normal_", "N(0, gain² 2/(n+m))", GLOROT)
                    .with("gain", "1")
                    .rule(a -> Variance.scaling(square(a.atLeastZero("gain")), "fan_avg", "untruncated_normal"))
                    .spelt(null, "xavier_normal_(w, gain={gain})", null, "WeightInit.XAVIER"),
            family("glorot_uniform", "U(±√(6/(n+m)))", GLOROT)
                    .rule(a -> Variance.scaling(1, "fan_avg", "uniform"))
                    .spelt("GlorotUniform()", "xavier_uniform_(w)", "glorot_uniform()", "WeightInit.XAVIER_UNIFORM"),
            family("he_normal", "variance 2/n, normal cut at 2 deviations", HE)
                    .rule(a -> Variance.scaling(2, "fan_in", "truncated_normal"))
                    .spelt("HeNormal()", null, "he_normal()", null),
            family("kaiming_normal_", "N(0, gain²/fan); by default N(0, 2/n)", HE)
                    .with("a", "0")
                    .with("mode", "fan_in")
                    .with("nonlinearity", "leaky_relu")
                    .rule(a -> Gain.scaling(a, "untruncated_normal"))
                    .spelt(null, "kaiming_normal_(w, {a}, \"{mode}\", \"{nonlinearity}\")", null, null),
            family("he_uniform", "U(±√(6/n))", HE)
                    .rule(a -> Variance.scaling(2, "fan_in", "uniform"))
                    .spelt("HeUniform()", "kaiming_uniform_(w)", "he_uniform()", "WeightInit.RELU_UNIFORM"),
            family("variance_scaling", "variance scale/fan", "Keras, JAX")
                    .with("scale", "1")
                    .with("mode", "fan_in")
                    .with("distribution", "truncated_normal")
                    .rule(a -> Variance.scaling(a.positive("scale"), a.word("mode"), a.word("distribution")))
                    .spelt("VarianceScaling({scale}, \"{mode}\", \"{distribution}\")", null, null, null),
            family("sigmoid_uniform", "U(±4√(6/(n+m)))", GLOROT + ", for the sigmoid")
                    .rule(a -> Variance.scaling(16, "fan_avg", "uniform"))
                    .spelt(
                            "VarianceScaling(16.0, \"fan_avg\", \"uniform\")",
                            "xavier_uniform_(w, gain=4.0)",
                            "variance_scaling(16.0, \"fan_avg\", \"uniform\")",
                            "WeightInit.SIGMOID_UNIFORM"),
            family("orthogonal", "gain Q, Q with orthonormal rows or columns (Haar)", "Saxe et al. 2013")
                    .with("gain", "1")
                    .rule(Initializers::orthogonal)
                    .spelt("Orthogonal({gain})", "orthogonal_(w, {gain})", "orthogonal({gain})", null),
            family("identity", "gain I", "Keras; Le et al. 2015")
                    .with("gain", "1")
                    .rule(a -> {
                        double gain = a.number("gain");
                        return (n, m, l, d) -> new Distribution.Identity(gain, n, m);
                    })
                    .spelt("Identity({gain})", "eye_(w).mul_({gain})", null, "WeightInit.IDENTITY"),
            family(
                            "delta_orthogonal",
                            "gain Q at a kernel's centre, 0 elsewhere; dense layers gain Q",
                            "Xiao et al. 2018")
                    .with("gain", "1")
                    .scheme(a -> new Scheme.KernelCentre(false, a.number("gain")))
                    .rule(Initializers::orthogonal),
            family("dirac", "gain I at a kernel's centre, 0 elsewhere; dense layers gain Q", "PyTorch's dirac_")
                    .with("gain", "1")
                    .scheme(a -> new Scheme.KernelCentre(true, a.number("gain")))
                    .rule(Initializers::orthogonal),
            family("sparse", "k inputs a unit, N(0, std²)", "Martens 2010")
                    .with("k", "15")
                    .with("std", "1")
                    .rule(a -> {
                        int k = a.count("k");
                        double std = a.atLeastZero("std");
                        return (n, m, l, d) -> new Distribution.Sparse(k, std, n, true);
                    }),
            family("sparse_", "each input has ⌈sparsity m⌉ weights 0, else N(0, std²)", "PyTorch")
                    .with("sparsity", null)
                    .with("std", "0.01")
                    .rule(Initializers::sparse)
                    .spelt(null, "sparse_(w, {sparsity}, {std})", null, null),
            family("siren", "first layer U(±1/n), then U(±√(6/n)/ω₀)", "Sitzmann et al. 2020")
                    .with("omega0", "30")
                    .rule(a -> {
                        double omega = a.positive("omega0");
                        return (n, m, l, d) -> {
                            double limit = l == 1 ? 1.0 / n : Math.sqrt(6.0 / n) / omega;
                            return new Distribution.Uniform(-limit, limit);
                        };
                    }),
            family("zero_hadamard", "identity; Hadamard 2^(-(p-1)/2) where a layer widens", "ZerO, Zhao et al. 2021")
                    .with("gain", "1")
                    .rule(a -> {
                        double gain = a.number("gain");
                        return (n, m, l, d) -> new Distribution.Hadamard(gain, n, m);
                    }),
            family("lsuv", "orthonormal, then each layer scaled to output variance 1 on data", "Mishkin & Matas 2016")
                    .scheme(a -> new Scheme.UnitVariance())
                    .rule(a -> (n, m, l, d) -> new Distribution.Orthogonal(1, n, m)),
            family(
                            "edge_of_chaos",
                            "N(0, σ_w²/n), biases N(0, σ_b²), σ_w² where χ_perp = 1, if stable",
                            "Schoenholz et al. 2017")
                    .with("activation", "auto")
                    .with("sigma_b", "0")
                    .scheme(Initializers::edgeOfChaos)
                    .rule(a -> Variance.scaling(1, "fan_in", "untruncated_normal")),
            family("fixup", "N(0, 2/n); residual branches and output 0, factors 1", "Zhang et al. 2019")
                    .scheme(a -> new Scheme.Fixup())
                    .rule(a -> {
                        Initializer.Rule he = Variance.scaling(2, "fan_in", "untruncated_normal");
                        return (n, m, l, d) -> l > d ? new Distribution.Constant(0) : he.distribution(n, m, l, d);
                    }),
            family("rezero", "N(0, 2/n); residual branches times a learnable α = 0", "Bachlechner et al. 2020")
                    .with("alpha", "0")
                    .scheme(a -> new Scheme.ReZero(a.number("alpha")))
                    .rule(a -> Variance.scaling(2, "fan_in", "untruncated_normal")),
            family("gpt2", "N(0, stddev²), branch ends over √branches", "Radford et al. 2019")
                    .with("stddev", "0.02")
                    .scheme(a -> new Scheme.BranchEnds())
                    .rule(a -> normal(0, a.atLeastZero("stddev"))),
            family("small_init", "N(0, 2/(5d)), d the smaller side", "Nguyen & Salazar 2019")
                    .rule(a -> (n, m, l, d) -> new Distribution.Normal(0, Math.sqrt(2.0 / (5 * Math.min(n, m))))),
            family("t_fixup", "U(±√(6/(n+m))); transformers' v, o, MLP times 0.67 L^-¼", "Huang et al. 2020")
                    .scheme(a -> new Scheme.TFixup())
                    .rule(a -> Variance.scaling(1, "fan_avg", "uniform")),
            family("deepnorm", "N(0, 2/(n+m)); transformers' v, o, MLP times (8L)^-¼", "Wang et al. 2022")
                    .scheme(a -> new Scheme.DeepNorm())
                    .rule(a -> Variance.scaling(1, "fan_avg", "untruncated_normal")),
            family("mup", "N(0, 2/n), output N(0, 2 base/n²); rates by width", "Yang et al. 2022")
                    .with("base_width", "64")
                    .scheme(a -> new Scheme.MaximalUpdate(a.count("base_width")))
                    .rule(a -> {
                        double base = a.count("base_width");
                        return (n, m, l, d) -> new Distribution.Normal(0, Math.sqrt(2.0 / n * (l > d ? base / n : 1)));
                    }));

    /** A library whose arguments stand in another order than Fathom's, which are Keras'. */
    private static final List<String> BY_PLACE = List.of("jax");

    private Initializers() {}

    private static double square(double x) {
        return x * x;
    }

    private static Scheme edgeOfChaos(Arguments a) {
        String activation = a.word("activation");
        return new Scheme.EdgeOfChaos(activation.equals("auto") ? "" : activation, a.atLeastZero("sigma_b"));
    }

    private static Initializer.Rule normal(double mean, double std) {
        return (n, m, l, d) -> std == 0 ? new Distribution.Constant(mean) : new Distribution.Normal(mean, std);
    }

    private static Initializer.Rule orthogonal(Arguments a) {
        double gain = a.number("gain");
        return (n, m, l, d) -> new Distribution.Orthogonal(gain, n, m);
    }

    private static Initializer.Rule uniform(Arguments a) {
        double low = a.number("minval");
        double high = a.number("maxval");
        if (low >= high) {
            throw new IllegalArgumentException(
                    "random_uniform: minval must lie below maxval, got " + low + ", " + high);
        }
        return (n, m, l, d) -> new Distribution.Uniform(low, high);
    }

    private static Initializer.Rule truncated(Arguments a) {
        double mean = a.number("mean");
        double std = a.positive("stddev");
        double low = a.word("low").equals("auto") ? mean - 2 * std : a.number("low");
        double high = a.word("high").equals("auto") ? mean + 2 * std : a.number("high");
        if (low >= high) {
            throw new IllegalArgumentException("truncated_normal: low must lie below high, got " + low + ", " + high);
        }
        Distribution.TruncatedNormal distribution = new Distribution.TruncatedNormal(mean, std, low, high);
        if (!distribution.drawable()) {
            throw new IllegalArgumentException("truncated_normal: the normal law has no mass that float32 can draw"
                    + " between low and high, " + low + ", " + high);
        }
        return (n, m, l, d) -> distribution;
    }

    private static Initializer.Rule sparse(Arguments a) {
        double sparsity = a.atLeastZero("sparsity");
        double std = a.atLeastZero("std");
        if (sparsity > 1) {
            throw new IllegalArgumentException("sparse_: sparsity is a share of at most 1, got " + sparsity);
        }
        return (n, m, l, d) -> new Distribution.Sparse(m - (int) Math.ceil(sparsity * m), std, m, false);
    }

    /** Every initializer with its default arguments; those that need one take 0.5. */
    public static List<Initializer> all() {
        return FAMILIES.stream()
                .map(family -> parse(family.needsArgument() ? family.name() + "(0.5)" : family.name()))
                .toList();
    }

    /** The canonical names. */
    public static List<String> names() {
        return FAMILIES.stream().map(Family::name).toList();
    }

    /**
     * The initializer of that name, in Fathom's own spelling or in that of Keras, PyTorch, JAX or DL4J.
     *
     * @throws IllegalArgumentException in one line, with the nearest names
     */
    public static Initializer parse(String text) {
        Spec spec = Pasted.read(text);
        Family own = spec.libraries().isEmpty() ? own(spec.name()) : null;
        if (own == null) {
            return parseElsewhere(spec);
        }
        Initializer initializer;
        try {
            initializer = own.configure(spec);
        } catch (IllegalArgumentException refused) {
            if (spec.positional().isEmpty() && spec.named().isEmpty()) {
                throw refused; // another library's default would be a guess
            }
            return elsewhere(spec).orElseThrow(() -> refused);
        }
        if (!spec.positional().isEmpty()) {
            // arguments without names may stand for other things in a library
            elsewhere(new Spec(BY_PLACE, spec.name(), spec.positional(), spec.named()))
                    .filter(other -> !other.draws(initializer))
                    .ifPresent(other -> {
                        throw new IllegalArgumentException("'" + text.strip() + "' is " + initializer + " in Keras and "
                                + other + " in JAX: write the arguments with their names, or jax: or keras: in front");
                    });
        }
        return initializer;
    }

    /** From Fathom's own text alone. */
    static Initializer canonical(String text) {
        Spec spec = Pasted.read(text);
        return own(spec.name()).configure(spec);
    }

    private static Family own(String name) {
        return FAMILIES.stream()
                .filter(family -> family.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Optional<Initializer> elsewhere(Spec spec) {
        try {
            return Optional.ofNullable(Libraries.translate(spec)).map(Initializers::canonical);
        } catch (Libraries.Ambiguous e) {
            throw e;
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Initializer parseElsewhere(Spec spec) {
        String canonical = Libraries.translate(spec);
        if (canonical != null) {
            return canonical(canonical);
        }
        List<String> known = new ArrayList<>(spec.libraries().isEmpty() ? names() : List.of());
        if (spec.libraries().isEmpty()) {
            known.addAll(Libraries.names(""));
        }
        spec.libraries().forEach(library -> known.addAll(Libraries.names(library)));
        throw new IllegalArgumentException("unknown initializer '" + spec.name() + "'"
                + (spec.libraries().isEmpty() ? "" : " of " + String.join(" or ", spec.libraries()))
                + (Nearest.of(spec.name(), known).isEmpty()
                        ? "; 'fathom inits' lists them"
                        : Nearest.hint(spec.name(), known)));
    }

    private static Family family(String name, String formula, String source) {
        return new Family(name, formula, source);
    }
}
