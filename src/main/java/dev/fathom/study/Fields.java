package dev.fathom.study;

import static dev.fathom.study.Field.Acts.AT_START;
import static dev.fathom.study.Field.Acts.BY_CHANCE;
import static dev.fathom.study.Field.Acts.IN_TRAINING;
import static dev.fathom.study.Field.Scope.PER_COHORT;
import static dev.fathom.study.Field.Scope.PER_TRIAL;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.init.Bias;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizers;
import dev.fathom.optimizer.Parametrization;
import dev.fathom.optimizer.Schedule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All hyperparameters of a trial. Whoever adds one declares it here and lists it in {@link #ALL}. */
public final class Fields {
    public static final Field<String> INITIALIZER = new Field<>(
            "initializer",
            new Domain.Spelling(
                    Initializers.names(), text -> Initializers.parse(text).spec()),
            null,
            PER_TRIAL,
            AT_START,
            "see `inits`");

    public static final Field<String> ACTIVATION = new Field<>(
            "activation",
            new Domain.Spelling(
                    Activations.all().stream().map(Activation::name).toList(),
                    text -> Activations.parse(text).spec()),
            null,
            PER_TRIAL,
            AT_START,
            "see `activations`");

    public static final Field<String> ARCHITECTURE = new Field<>(
            "architecture",
            new Domain.Spelling(
                    List.of(
                            "plain",
                            "residual",
                            "plain+layernorm",
                            "residual+layernorm",
                            "plain+rmsnorm",
                            "residual+rmsnorm"),
                    text -> Architecture.parse(text).toString()),
            "plain",
            PER_COHORT,
            AT_START,
            "`plain`, `residual(SCALE, layers=N, norm=PLACE)`, `conv(kernel=3)`, `resnet(SCALE)`, `transformer(heads=4)`, each also"
                    + " with `+layernorm`, `+rmsnorm` or `+batchnorm`, which may be `(affine)`; see networks.md");

    private static final Domain.Whole UNITS = new Domain.Whole(1, 1 << 16);

    public static final Field<List<Integer>> WIDTHS = new Field<>(
            "widths",
            new Domain.Wholes("a width", UNITS, Shape.MAX_DEPTH),
            Collections.nCopies(10, 64),
            PER_COHORT,
            AT_START,
            "a list with the units of each hidden layer, instead of `width` and `depth`");

    /** Short for {@link #WIDTHS} that are all equal; of a trial, the first of them. */
    public static final Field<Integer> WIDTH =
            new Field<>("width", UNITS, 64, PER_COHORT, AT_START, "units of every hidden layer");

    /** Short for {@link #WIDTHS} that are all equal; of a trial, their number. */
    public static final Field<Integer> DEPTH =
            new Field<>("depth", new Domain.Whole(1, Shape.MAX_DEPTH), 10, PER_COHORT, AT_START, "hidden layers");

    public static final Field<Double> WEIGHT_GAIN =
            new Field<>("weight_gain", Domain.Real.ANY, 1.0, PER_TRIAL, AT_START, "factor on all weights");

    public static final Field<Double> BIAS_STD = new Field<>(
            "bias_std", Domain.Real.NOT_NEGATIVE, 0.0, PER_TRIAL, AT_START, "standard deviation of the initial biases");

    public static final Field<Double> LEARNING_RATE = new Field<>(
            "learning_rate",
            Domain.Real.POSITIVE,
            0.1,
            PER_TRIAL,
            IN_TRAINING,
            "positive; in studies also by layer: `{first: 0.2, hidden: 0.1, last: 0.05}`");

    public static final Field<Double> RATE_FIRST = rate("first", "factor on the learning rate of the first layer");

    public static final Field<Double> RATE_HIDDEN =
            rate("hidden", "factor on the learning rate of the layers in between");

    public static final Field<Double> RATE_LAST = rate("last", "factor on the learning rate of the last layer");

    public static final Field<Double> RATE_BIAS = rate(
            "bias",
            "factor on the learning rate of all biases, times that of their layer; with 0 they stay as they start: where that is"
                    + " zero, a network without biases");

    private static Field<Double> rate(String layer, String meaning) {
        return new Field<>("rate_" + layer, Domain.Real.NOT_NEGATIVE, 1.0, PER_TRIAL, IN_TRAINING, meaning);
    }

    public static final Field<Double> WEIGHT_DECAY = new Field<>(
            "weight_decay",
            Domain.Real.NOT_NEGATIVE,
            0.0,
            PER_TRIAL,
            IN_TRAINING,
            "not negative; instead of a decay among the optimizer's own constants, so that AdamW needs `adamw(weight_decay=0)`");

    public static final Field<Double> CLIP = new Field<>(
            "clip",
            Domain.Real.NOT_NEGATIVE,
            0.0,
            PER_TRIAL,
            IN_TRAINING,
            "not negative; the norm to which a longer gradient is cut, all parameters taken together; 0: never");

    public static final Field<String> OPTIMIZER = new Field<>(
            "optimizer",
            new Domain.Spelling(
                    Optimizers.names(), text -> Optimizers.parse(text).spec()),
            "sgd",
            PER_COHORT,
            IN_TRAINING,
            "`sgd`, `momentum`, `nesterov`, `adam`, `adamw`, `lion`, `muon`, each with its constants: `adamw(beta2=0.95)`");

    public static final Field<String> SCHEDULE = new Field<>(
            "schedule",
            new Domain.Spelling(Schedule.names(), text -> Schedule.decay(text).spec()),
            "constant",
            PER_TRIAL,
            IN_TRAINING,
            "how the learning rate falls: `constant`, `linear(final=0)`, `cosine(final=0)`, `wsd(decay=0.2, final=0)`");

    public static final Field<String> PARAMETRIZATION = new Field<>(
            "parametrization",
            new Domain.Spelling(
                    Parametrization.names(), text -> Parametrization.parse(text).spec()),
            "standard",
            PER_COHORT,
            AT_START,
            "`standard`, `ntk`, `mup(base_width=64)`, `spectral`, `depth_mup(base_width=64, base_depth=1)`, `completep`");

    public static final Field<Double> WARMUP = new Field<>(
            "warmup",
            Domain.Real.NOT_NEGATIVE,
            0.0,
            PER_TRIAL,
            IN_TRAINING,
            "not negative; the steps in which the learning rate rises linearly, or below 1 their share of all steps");

    public static final Field<String> LOSS = new Field<>(
            "loss",
            new Domain.Words(List.of("auto", "cross_entropy", "mse")),
            "auto",
            PER_COHORT,
            AT_START,
            "`auto` takes `cross_entropy` for classes, `mse` for values");

    public static final Field<Integer> BATCH =
            new Field<>("batch", new Domain.Whole(1, 1 << 20), 128, PER_COHORT, AT_START, "samples of a step");

    public static final Field<Integer> STEPS =
            new Field<>("steps", new Domain.Whole(1, 10_000_000), 1000, PER_COHORT, IN_TRAINING, "");

    public static final Field<String> DATA = new Field<>(
            "data",
            new Domain.Spelling(List.of("digits", "gaussian", "teacher", "noise"), text -> text),
            "digits",
            PER_COHORT,
            AT_START,
            "`digits`, `mnist:DIR`, `fashion:DIR`, `idx:IMAGES,LABELS`, `cifar10:DIR`, `csv:FILE`, `gaussian`, `teacher`, `noise`");

    public static final Field<Long> SEED = new Field<>("seed", new Domain.Seed(), 0L, PER_TRIAL, BY_CHANCE, "");

    public static final Field<String> BIAS = new Field<>(
            "bias",
            new Domain.Spelling(Bias.EXAMPLES, text -> Bias.parse(text).spec()),
            "auto",
            PER_TRIAL,
            AT_START,
            "law of the initial biases: `zeros`, `constant(VALUE)`, `uniform(LOW, HIGH)`, `normal(MEAN, STD)`, or `torch`,"
                    + " within ±1/√fan_in as nn.Linear starts them; `auto` is what `bias_std` and the initializer say");

    /** Every key of a trial, in the order of tables. */
    public static final List<Field<?>> ALL = List.of(
            INITIALIZER,
            ACTIVATION,
            ARCHITECTURE,
            WIDTHS,
            DEPTH,
            WIDTH,
            WEIGHT_GAIN,
            BIAS_STD,
            LEARNING_RATE,
            OPTIMIZER,
            LOSS,
            BATCH,
            STEPS,
            DATA,
            SEED,
            SCHEDULE,
            WARMUP,
            PARAMETRIZATION,
            RATE_FIRST,
            RATE_HIDDEN,
            RATE_LAST,
            BIAS,
            WEIGHT_DECAY,
            CLIP,
            RATE_BIAS);

    /** What a trial takes from its widths instead of keeping it. */
    static final Map<Field<?>, Function<List<Integer>, Integer>> OF_WIDTHS =
            Map.of(DEPTH, List::size, WIDTH, widths -> widths.get(0));

    /** What a trial keeps, by its place there. */
    static final List<Field<?>> KEPT =
            ALL.stream().filter(field -> !OF_WIDTHS.containsKey(field)).toList();

    /** The number of fields that stores of schemas 1 to 3 have: names of trials go by all of these. */
    private static final int ALWAYS_NAMED = 13;

    private static final Map<Field<?>, Integer> PLACES =
            IntStream.range(0, KEPT.size()).boxed().collect(Collectors.toUnmodifiableMap(KEPT::get, place -> place));

    private Fields() {}

    /** Where a trial keeps it. */
    static int place(Field<?> field) {
        return PLACES.get(field);
    }

    /** Whether a trial's name goes by the field even at its initial value. */
    static boolean alwaysNamed(Field<?> field) {
        return place(field) < ALWAYS_NAMED;
    }

    /** The field of a key that there is. */
    public static Field<?> of(String key) {
        return ALL.stream().filter(field -> field.key().equals(key)).findFirst().orElseThrow();
    }

    /** The keys of a study. */
    public static List<String> keys() {
        return ALL.stream().map(Field::key).toList();
    }
}
