package dev.fathom.study;

import dev.fathom.activation.Activation;
import dev.fathom.activation.Activations;
import dev.fathom.init.Initializers;
import dev.fathom.init.Nearest;
import dev.fathom.net.Architecture;
import dev.fathom.net.Optimizer;
import dev.fathom.net.Shape;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What can be said of a trial in a study, with its default; the handbook's table of keys and the JSON Schema follow this list. */
enum TrialField {
    INITIALIZER("initializer", null, new FieldKind.Words(Initializers.names(), false), "see `inits`") {
        @Override
        void set(Values v, String text) {
            v.initializer = Initializers.parse(text).spec();
        }
    },
    ACTIVATION(
            "activation",
            null,
            new FieldKind.Words(Activations.all().stream().map(Activation::name).toList(), false),
            "see `activations`") {
        @Override
        void set(Values v, String text) {
            v.activation = Activations.parse(text).spec();
        }
    },
    ARCHITECTURE(
            "architecture",
            "plain",
            new FieldKind.Words(List.of("plain", "residual", "plain+layernorm", "residual+layernorm"), false),
            "`plain`, `residual`, `residual(SCALE)`, each also with `+layernorm`") {
        @Override
        void set(Values v, String text) {
            v.architecture = Architecture.parse(text).toString();
        }
    },
    WIDTHS(
            "widths",
            "",
            new FieldKind.Whole(1, 1 << 16),
            "a list with the units of each hidden layer, instead of `width` and `depth`") {
        @Override
        void read(Values v, List<String> given) {
            if (given != null) {
                v.widths = given.stream().map(text -> whole("a width", text)).toList();
                if (v.widths.isEmpty() || v.widths.size() > Shape.MAX_DEPTH) {
                    throw new IllegalArgumentException("widths must list 1 to " + Shape.MAX_DEPTH + " layers");
                }
            }
        }

        @Override
        void set(Values v, String text) {}
    },
    WIDTH("width", "64", new FieldKind.Whole(1, 1 << 16), "units of every hidden layer") {
        @Override
        void set(Values v, String text) {
            v.width = whole("width", text);
        }
    },
    DEPTH("depth", "10", new FieldKind.Whole(1, Shape.MAX_DEPTH), "hidden layers") {
        @Override
        void set(Values v, String text) {
            int depth = whole("depth", text);
            if (v.widths == null) {
                v.widths = Collections.nCopies(depth, v.width);
            }
        }
    },
    WEIGHT_GAIN("weight_gain", "1", new FieldKind.Real(Double.NEGATIVE_INFINITY, true), "factor on all weights") {
        @Override
        void set(Values v, String text) {
            v.weightGain = number("weight_gain", text);
        }
    },
    BIAS_STD("bias_std", "0", new FieldKind.Real(0, true), "standard deviation of the initial biases") {
        @Override
        void set(Values v, String text) {
            v.biasStd = number("bias_std", text);
            if (v.biasStd < 0) {
                throw new IllegalArgumentException("bias_std must not be negative, got " + text);
            }
        }
    },
    LEARNING_RATE("learning_rate", "0.1", new FieldKind.Real(0, false), "") {
        @Override
        void set(Values v, String text) {
            v.learningRate = number("learning_rate", text);
            if (v.learningRate <= 0) {
                throw new IllegalArgumentException("learning_rate must be positive, got " + text);
            }
        }
    },
    OPTIMIZER("optimizer", "sgd", new FieldKind.Words(List.of("sgd", "momentum", "adam"), true), "momentum is 0.9") {
        @Override
        void set(Values v, String text) {
            Optimizer.parse(text);
            v.optimizer = text;
        }
    },
    LOSS(
            "loss",
            "auto",
            new FieldKind.Words(List.of("auto", "cross_entropy", "mse"), true),
            "`auto` takes `cross_entropy` for classes, `mse` for values") {
        @Override
        void set(Values v, String text) {
            List<String> known = ((FieldKind.Words) kind()).known();
            if (!known.contains(text)) {
                throw new IllegalArgumentException("unknown loss '" + text + "'" + Nearest.hint(text, known));
            }
            v.loss = text;
        }
    },
    BATCH("batch", "128", new FieldKind.Whole(1, 1 << 20), "samples of a step") {
        @Override
        void set(Values v, String text) {
            v.batch = whole("batch", text);
        }
    },
    STEPS("steps", "1000", new FieldKind.Whole(1, 10_000_000), "") {
        @Override
        void set(Values v, String text) {
            v.steps = whole("steps", text);
        }
    },
    DATA(
            "data",
            "digits",
            new FieldKind.Words(List.of("digits", "gaussian", "teacher"), false),
            "`digits`, `mnist:DIR`, `fashion:DIR`, `idx:IMAGES,LABELS`, `cifar10:DIR`, `csv:FILE`, `gaussian`, `teacher`") {
        @Override
        void set(Values v, String text) {
            v.data = text;
        }
    },
    SEED("seed", "0", new FieldKind.Seed(), "") {
        @Override
        void set(Values v, String text) {
            try {
                v.seed = Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a seed is a whole number of 64 bits, got '" + text + "'");
            }
        }
    };

    private final String key;
    private final String value;
    private final FieldKind kind;
    private final String meaning;

    /** @param meaning as the handbook says it, where the values do not say all */
    TrialField(String key, String value, FieldKind kind, String meaning) {
        this.key = key;
        this.value = value;
        this.kind = kind;
        this.meaning = meaning;
    }

    FieldKind kind() {
        return kind;
    }

    /** What the key takes, in words. */
    String describe() {
        return kind.words().isEmpty() || meaning.contains(kind.words())
                ? meaning
                : meaning.isEmpty() ? kind.words() : kind.words() + "; " + meaning;
    }

    /** The row of the handbook's table. */
    String row() {
        String start = value == null ? "required" : value.isEmpty() ? "" : "`" + value + "`";
        return "| `" + key + "` | " + start + " | " + describe() + " |";
    }

    String key() {
        return key;
    }

    static List<String> names() {
        return Arrays.stream(values()).map(TrialField::key).toList();
    }

    /** Takes what the file gives, null where it gives nothing. */
    void read(Values values, List<String> given) {
        if (given == null && value == null) {
            throw new IllegalArgumentException("the trial has no '" + key + "'; add one");
        }
        if (given != null && given.size() != 1) {
            throw new IllegalArgumentException("'" + key + "' takes one value here, got " + given.size());
        }
        set(values, given == null ? value : given.get(0));
    }

    abstract void set(Values values, String text);

    int whole(String what, String text) {
        FieldKind.Whole limits = (FieldKind.Whole) kind;
        String plain = text.replace("_", "");
        if (plain.matches("\\d{1,9}")) {
            int number = Integer.parseInt(plain);
            if (number >= limits.least() && number <= limits.most()) {
                return number;
            }
        }
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%s must be a whole number from %d to %d, got '%s'",
                what,
                limits.least(),
                limits.most(),
                text));
    }

    private static double number(String what, String text) {
        try {
            double value = Double.parseDouble(text);
            if (Math.abs(value) <= Float.MAX_VALUE) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the infinite ones
        }
        throw new IllegalArgumentException(what + " must be a number, got '" + text + "'");
    }

    /** A trial while its fields are read. */
    static final class Values {
        private String initializer;
        private String activation;
        private String architecture;
        private List<Integer> widths;
        private int width;
        private double weightGain;
        private double biasStd;
        private double learningRate;
        private String optimizer;
        private String loss;
        private int batch;
        private int steps;
        private String data;
        private long seed;

        Trial trial() {
            return new Trial(
                    initializer,
                    activation,
                    architecture,
                    widths,
                    weightGain,
                    biasStd,
                    learningRate,
                    optimizer,
                    loss,
                    batch,
                    steps,
                    data,
                    seed);
        }
    }
}
