package dev.fathom.optimizer;

import dev.fathom.init.Nearest;
import dev.fathom.init.Spec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the learning rate is multiplied by in the course of a training: a linear warm-up, then a decay.
 *
 * @param warmup steps if at least 1, else a share of all steps
 */
public record Schedule(Decay decay, double warmup) {
    public static final Schedule CONSTANT = new Schedule(new Constant(), 0);

    private static final List<String> NAMES = List.of("constant", "linear", "cosine", "wsd");

    public Schedule {
        if (!(warmup >= 0 && warmup < Integer.MAX_VALUE) || warmup > 1 && warmup != Math.rint(warmup)) {
            throw new IllegalArgumentException(
                    "warmup is a whole number of steps, or a share of them below 1, got " + warmup);
        }
    }

    /** The course of the rate once it is warm. */
    public sealed interface Decay {
        /**
         * @param step from {@code begin} on
         * @param begin first step after the warm-up
         * @param steps of the whole training
         */
        double at(int step, int begin, int steps);

        /** {@link Schedule#decay} reads it back. */
        String spec();
    }

    private record Constant() implements Decay {
        @Override
        public double at(int step, int begin, int steps) {
            return 1;
        }

        @Override
        public String spec() {
            return "constant";
        }
    }

    /** Down to {@code last} times the rate, which the step after the end would have. */
    private record Linear(double last) implements Decay {
        @Override
        public double at(int step, int begin, int steps) {
            return 1 - (1 - last) * (step - begin) / (steps - begin);
        }

        @Override
        public String spec() {
            return last == 0 ? "linear" : "linear(final=" + last + ")";
        }
    }

    /** Loshchilov and Hutter 2017, one period. */
    private record Cosine(double last) implements Decay {
        @Override
        public double at(int step, int begin, int steps) {
            return last + (1 - last) * (1 + Math.cos(Math.PI * (step - begin) / (steps - begin))) / 2;
        }

        @Override
        public String spec() {
            return last == 0 ? "cosine" : "cosine(final=" + last + ")";
        }
    }

    /** Warm-up, stable, decay: constant but for a last share of all steps (Hu et al. 2024). */
    private record WarmupStableDecay(double share, double last) implements Decay {
        @Override
        public double at(int step, int begin, int steps) {
            int down = Math.max(begin, (int) Math.round((1 - share) * steps));
            return step < down ? 1 : 1 - (1 - last) * (step - down) / (steps - down);
        }

        @Override
        public String spec() {
            return "wsd(decay=" + share + (last == 0 ? ")" : ", final=" + last + ")");
        }
    }

    /** The names of decays. */
    public static List<String> names() {
        return NAMES;
    }

    /** @throws IllegalArgumentException in one line, with the nearest names */
    public static Decay decay(String text) {
        Spec spec = Spec.parse(text);
        switch (spec.name()) {
            case "constant":
                spec.bind(Map.of());
                return new Constant();
            case "linear":
                return new Linear(share(spec, Map.of("final", "0"), "final"));
            case "cosine":
                return new Cosine(share(spec, Map.of("final", "0"), "final"));
            case "wsd":
                Map<String, String> parameters = new LinkedHashMap<>();
                parameters.put("decay", "0.2");
                parameters.put("final", "0");
                return new WarmupStableDecay(share(spec, parameters, "decay"), share(spec, parameters, "final"));
            default:
                throw new IllegalArgumentException("unknown schedule '" + spec.name() + "'"
                        + Nearest.hint(spec.name(), NAMES) + "; use one of " + String.join(", ", NAMES));
        }
    }

    private static double share(Spec spec, Map<String, String> parameters, String name) {
        String text = spec.bind(parameters).get(name);
        try {
            double value = Double.parseDouble(text) + 0.0; // no negative zero
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with what lies outside
        }
        throw new IllegalArgumentException(spec.name() + ": " + name + " must lie in [0, 1], got '" + text + "'");
    }

    public boolean constant() {
        return warmup == 0 && decay instanceof Constant;
    }

    /** The factor of a step, from 0; the first of W steps of a warm-up has 1/W. */
    public double at(int step, int steps) {
        int begin = (int) (warmup < 1 ? Math.round(warmup * steps) : warmup);
        return step < begin ? (step + 1.0) / begin : decay.at(step, begin, steps);
    }
}
