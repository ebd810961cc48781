package dev.fathom.optimizer;

import dev.fathom.init.Nearest;
import dev.fathom.init.Spec;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a network's initial scale and learning rates change with its width and depth, beside its initializer; at the base
 * width and depth nothing changes. Multipliers of the forward pass do not occur but on residual branches: under SGD and
 * Adam a factor on a weight is the same as another initial scale and rate (Yang and Hu 2021, section 3), and so the tables
 * below have them.
 */
public record Parametrization(Kind kind, int baseWidth, int baseDepth) {
    public static final Parametrization STANDARD = new Parametrization(Kind.STANDARD, 64, 1);

    /** The tables. */
    public enum Kind {
        /** One rate for all parameters, as libraries have it. */
        STANDARD,
        /** Weights are 1/√n times learnable ones (Jacot et al. 2018). */
        NTK,
        /** Maximal update (Yang et al. 2022, arXiv:2203.03466, table 8). */
        MUP,
        /** muP with branches of depth^-1/2 (Tensor Programs VI, arXiv:2310.02244, table 1). */
        DEPTH_MUP,
        /** muP with branches of 1/depth (CompleteP, arXiv:2505.01618, table 1). */
        COMPLETEP,
        /** Updates of spectral norm √(fan_out/fan_in) (Yang, Simon and Bernstein 2023, arXiv:2310.17813, section 3). */
        SPECTRAL
    }

    /** What the tables tell apart. */
    public enum Role {
        INPUT,
        HIDDEN,
        OUTPUT
    }

    /**
     * Factors on what the initializer, the trial and the optimizer say.
     *
     * @param initial on the weights before the first step
     * @param rate on the learning rate of weights
     * @param biasRate likewise for biases
     * @param epsilon on Adam's ε
     * @param decay on the share of decoupled weight decay
     */
    public record Factors(double initial, double rate, double biasRate, double epsilon, double decay) {}

    public Parametrization {
        if (baseWidth < 1 || baseDepth < 1) {
            throw new IllegalArgumentException(
                    "base_width and base_depth must be at least 1, got " + baseWidth + ", " + baseDepth);
        }
    }

    /** The names of all. */
    public static List<String> names() {
        return Arrays.stream(Kind.values()).map(Parametrization::name).toList();
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** {@code standard}, or {@code mup(base_width=64)} and its like; those with branches take a {@code base_depth} too. */
    public static Parametrization parse(String text) {
        Spec spec = Spec.parse(text);
        for (Kind kind : Kind.values()) {
            if (name(kind).equals(spec.name())) {
                Map<String, String> parameters = new LinkedHashMap<>();
                if (kind != Kind.STANDARD) {
                    parameters.put("base_width", String.valueOf(STANDARD.baseWidth));
                }
                if (scalesBranches(kind)) {
                    parameters.put("base_depth", String.valueOf(STANDARD.baseDepth));
                }
                Map<String, String> bound = spec.bind(parameters);
                return new Parametrization(
                        kind, count(spec, bound, "base_width", 64), count(spec, bound, "base_depth", 1));
            }
        }
        throw new IllegalArgumentException("unknown parametrization '" + spec.name() + "'"
                + Nearest.hint(spec.name(), names()) + "; use one of " + String.join(", ", names()));
    }

    private static int count(Spec spec, Map<String, String> bound, String name, int absent) {
        String text = bound.getOrDefault(name, String.valueOf(absent));
        if (!text.matches("\\d{1,9}")) {
            throw new IllegalArgumentException(
                    spec.name() + ": " + name + " must be a positive whole number, got '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static boolean scalesBranches(Kind kind) {
        return kind == Kind.DEPTH_MUP || kind == Kind.COMPLETEP;
    }

    /** The text that {@link #parse} reads back. */
    public String spec() {
        String width = baseWidth == STANDARD.baseWidth ? "" : "base_width=" + baseWidth;
        String depth = baseDepth == STANDARD.baseDepth ? "" : "base_depth=" + baseDepth;
        String both = width + (width.isEmpty() || depth.isEmpty() ? "" : ", ") + depth;
        return name(kind) + (both.isEmpty() ? "" : "(" + both + ")");
    }

    /** Factor on each residual branch of a network of so many hidden layers. */
    public double branch(int depth) {
        double shrink = (double) baseDepth / depth;
        return kind == Kind.DEPTH_MUP ? Math.sqrt(shrink) : kind == Kind.COMPLETEP ? shrink : 1;
    }

    /**
     * The table's row of one layer.
     *
     * @param inBranch whether the layer lies on a residual branch
     * @param depth hidden layers
     * @param optimizer of the layer's weights
     */
    public Factors of(Role role, int fanIn, int fanOut, boolean inBranch, int depth, Optimizer optimizer) {
        boolean normalizes = optimizer.normalizes();
        double in = role == Role.INPUT ? 1 : (double) baseWidth / fanIn; // shrinks as the layer widens
        double out = role == Role.OUTPUT ? 1 : fanOut / (double) baseWidth; // grows
        double branch = inBranch ? branch(depth) : 1; // shrinks as the network deepens
        // a branch of m has gradients of m: a step of SGD goes by m^2 through it, one of Adam by m
        double deeper =
                kind == Kind.COMPLETEP && !normalizes ? 1 / branch : kind == Kind.DEPTH_MUP && normalizes ? branch : 1;
        boolean hidden = role == Role.HIDDEN;
        double output = role == Role.OUTPUT ? Math.sqrt(in) : 1;
        double step = optimizer instanceof Muon muon ? orthogonal(muon, fanIn, fanOut) : in;
        switch (kind) {
            case STANDARD:
                return new Factors(1, 1, 1, 1, 1);
            case NTK:
                return new Factors(1, optimizer instanceof Muon ? 1 : normalizes ? Math.sqrt(in) : in, 1, 1, 1);
            case MUP:
                return normalizes ? new Factors(output, step, 1, 1, 1) : new Factors(output, in * out, out, 1, 1);
            case DEPTH_MUP:
            case COMPLETEP:
                return normalizes
                        ? new Factors(output, step * deeper, deeper, hidden ? in * branch : 1, hidden ? 1 / step : 1)
                        : new Factors(output, in * out * deeper, out * deeper, 1, 1);
            case SPECTRAL:
                double narrow = hidden ? Math.min(1, Math.sqrt((double) fanOut / fanIn)) : output;
                return normalizes ? new Factors(narrow, step, 1, 1, 1) : new Factors(narrow, in * out, out, 1, 1);
            default:
                throw new IllegalStateException("no table of " + kind);
        }
    }

    /** What brings an orthogonal step to the spectral norm √(m/n), in units of the base width. */
    private double orthogonal(Muon muon, int fanIn, int fanOut) {
        return Math.sqrt((double) fanOut / fanIn) * muon.scale(baseWidth, baseWidth) / muon.scale(fanIn, fanOut);
    }
}
