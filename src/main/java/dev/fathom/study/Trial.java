package dev.fathom.study;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Bias;
import dev.fathom.init.Initializers;
import dev.fathom.init.Scheme;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Descent;
import dev.fathom.optimizer.Parametrization;
import dev.fathom.optimizer.RoleRates;
import dev.fathom.optimizer.Schedule;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One network to train: a value for each of {@link Fields}, texts in their canonical spelling. Two trials with equal
 * values are the same trial, wherever they come from.
 */
public final class Trial implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Pattern WORD_START = Pattern.compile("_([a-z])");

    @SuppressWarnings("serial") // the values of every domain are serializable
    private final Object[] values; // by Fields.place

    private Trial(Object[] values) {
        this.values = values;
    }

    /** The trial of these values; whatever is not given has its initial value. {@code widths} overrule width and depth. */
    public static Trial of(Field.Value<?>... given) {
        return of(Arrays.asList(given));
    }

    public static Trial of(Collection<Field.Value<?>> given) {
        Object[] values = Fields.KEPT.stream().map(Field::initial).toArray();
        set(values, given);
        for (Field<?> field : Fields.KEPT) {
            if (values[Fields.place(field)] == null) {
                throw new IllegalArgumentException("the trial has no '" + field.key() + "'; add one");
            }
        }
        return new Trial(values);
    }

    /** The same but for these values. */
    public Trial with(Field.Value<?>... given) {
        Object[] changed = values.clone();
        set(changed, Arrays.asList(given));
        return new Trial(changed);
    }

    private static void set(Object[] values, Collection<Field.Value<?>> given) {
        int place = Fields.place(Fields.WIDTHS);
        for (Field.Value<?> each : given) {
            List<Integer> widths = Fields.WIDTHS.type(values[place]);
            if (each.field() == Fields.WIDTH) {
                values[place] = Collections.nCopies(widths.size(), (Integer) each.value());
            } else if (each.field() == Fields.DEPTH) {
                values[place] = Collections.nCopies((Integer) each.value(), widths.get(0));
            }
        }
        for (Field.Value<?> each : given) {
            if (Fields.KEPT.contains(each.field())) {
                values[Fields.place(each.field())] = each.value();
            }
        }
    }

    public <T> T get(Field<T> field) {
        return Fields.OF_WIDTHS.containsKey(field)
                ? field.type(Fields.OF_WIDTHS.get(field).apply(widths()))
                : field.type(values[Fields.place(field)]);
    }

    /** The values of some fields, in order: equal where trials agree in these. */
    public List<Object> values(Predicate<Field<?>> wanted) {
        return Fields.KEPT.stream()
                .filter(wanted)
                .map(field -> values[Fields.place(field)])
                .toList();
    }

    /** Every value by its key. */
    public Map<String, Object> byKey() {
        Map<String, Object> byKey = new LinkedHashMap<>();
        Fields.ALL.forEach(field -> byKey.put(field.key(), get(field)));
        return byKey;
    }

    public String initializer() {
        return get(Fields.INITIALIZER);
    }

    public String activation() {
        return get(Fields.ACTIVATION);
    }

    public String architecture() {
        return get(Fields.ARCHITECTURE);
    }

    public List<Integer> widths() {
        return get(Fields.WIDTHS);
    }

    public int depth() {
        return widths().size();
    }

    /** Width of the first hidden layer: of all, where the widths agree. */
    public int width() {
        return widths().get(0);
    }

    public double weightGain() {
        return get(Fields.WEIGHT_GAIN);
    }

    public double biasStd() {
        return get(Fields.BIAS_STD);
    }

    public String bias() {
        return get(Fields.BIAS);
    }

    /** What is said of the biases, to stand behind an initializer; empty where nothing is. */
    public String biasWords() {
        return biasStd() != 0
                ? "bias " + Field.text(biasStd())
                : bias().equals(Fields.BIAS.initial()) ? "" : "bias " + bias();
    }

    public double learningRate() {
        return get(Fields.LEARNING_RATE);
    }

    public String optimizer() {
        return get(Fields.OPTIMIZER);
    }

    public Schedule schedule() {
        return new Schedule(Schedule.decay(get(Fields.SCHEDULE)), get(Fields.WARMUP));
    }

    public Parametrization parametrization() {
        return Parametrization.parse(get(Fields.PARAMETRIZATION));
    }

    /** The architecture with the branches of the parametrization. */
    public Architecture ties() {
        return Architecture.parse(architecture()).withBranches(parametrization().branch(depth()));
    }

    public String loss() {
        return get(Fields.LOSS);
    }

    public int batch() {
        return get(Fields.BATCH);
    }

    public int steps() {
        return get(Fields.STEPS);
    }

    public String data() {
        return get(Fields.DATA);
    }

    public long seed() {
        return get(Fields.SEED);
    }

    /** Weight matrices of the network, the output layer included. */
    public int layers() {
        return network().weights().size();
    }

    /** The network but for the sizes that data have. */
    public NetworkSpec network() {
        return Architecture.parse(architecture()).network(new Shape(1, widths(), 1));
    }

    /** How far it steps. */
    public Descent descent() {
        RoleRates roles = new RoleRates(
                get(Fields.RATE_FIRST), get(Fields.RATE_HIDDEN), get(Fields.RATE_LAST), get(Fields.RATE_BIAS));
        return new Descent((float) learningRate(), roles, schedule(), (float) (double) get(Fields.WEIGHT_DECAY), (float)
                (double) get(Fields.CLIP));
    }

    /** What the engine needs to know of it. */
    public TrialSetup setup() {
        return new TrialSetup(
                Initializers.parse(initializer()),
                (float) weightGain(),
                (float) biasStd(),
                Activations.parse(activation()),
                descent(),
                parametrization(),
                Bias.parse(bias()),
                seed());
    }

    /**
     * The same in today's spelling: a store keeps that of the day.
     *
     * @throws IllegalArgumentException where a value is none any more
     */
    public Trial canonical() {
        Object[] canonical = new Object[values.length];
        for (Field<?> field : Fields.KEPT) {
            canonical[Fields.place(field)] = canonical(field);
        }
        Trial today = new Trial(canonical);
        return today.formerSpelling().isEmpty() ? today : today.parametrized();
    }

    /** What is said otherwise today, in a line: the initializer mup was a parametrization. */
    public Optional<String> formerSpelling() {
        if (maximalUpdate().isEmpty() || parametrization().kind() != Parametrization.Kind.STANDARD) {
            return Optional.empty();
        }
        Trial today = parametrized();
        return Optional.of("'initializer: " + initializer() + "' is 'initializer: " + today.initializer()
                + "' with 'parametrization: " + today.get(Fields.PARAMETRIZATION)
                + "' now: the same networks, and so they"
                + " are called");
    }

    private Optional<Scheme.MaximalUpdate> maximalUpdate() {
        return Optional.of(Initializers.parse(initializer()).scheme())
                .filter(Scheme.MaximalUpdate.class::isInstance)
                .map(Scheme.MaximalUpdate.class::cast);
    }

    private Trial parametrized() {
        int baseWidth = maximalUpdate().orElseThrow().baseWidth();
        Parametrization mup = new Parametrization(Parametrization.Kind.MUP, baseWidth, 1);
        return with(Fields.INITIALIZER.is("kaiming_normal_"), Fields.PARAMETRIZATION.is(mup.spec()));
    }

    private <T> T canonical(Field<T> field) {
        return field.is(get(field)).value();
    }

    /**
     * A stable name: the first 16 hexadecimal digits of the SHA-256 of {@link #toString}, in which a field at its initial
     * value is left out; so a field that Fathom learns later renames no trial. Those that it knew from the start are never
     * left out.
     */
    public String id() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Trial trial && Arrays.equals(values, trial.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** What the name is made of: it must not change. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "Trial[", "]");
        for (Field<?> field : Fields.KEPT) {
            Object value = values[Fields.place(field)];
            if (Fields.alwaysNamed(field) || !value.equals(field.initial())) {
                String name = WORD_START
                        .matcher(field.key())
                        .replaceAll(letter -> letter.group(1).toUpperCase(java.util.Locale.ROOT));
                text.add(name + "=" + value);
            }
        }
        return text.toString();
    }
}
