package dev.fathom.atlas;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.transfer.TransferStudy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What was done for a figure, so that others can do it again. Where keys list several values, every combination was made.
 *
 * @param how {@link #TRAINED}, or in words what was done to networks that were not trained
 * @param keys values by key; for trained networks the keys of a study, so that they make one of its grids
 */
public record Setting(String how, Map<String, List<Object>> keys) {
    public static final String TRAINED = "trained";

    static final String ON_NORMAL_INPUTS = "probed on standard normal inputs";

    /** Said even where they have their initial values. */
    private static final List<Field<?>> ALWAYS = List.of(
            Fields.INITIALIZER,
            Fields.ACTIVATION,
            Fields.ARCHITECTURE,
            Fields.DEPTH,
            Fields.WIDTH,
            Fields.DATA,
            Fields.OPTIMIZER,
            Fields.LEARNING_RATE,
            Fields.STEPS,
            Fields.BATCH,
            Fields.SEED);

    public Setting {
        keys = new LinkedHashMap<>(keys);
    }

    /** Of trials that are all combinations of their values. */
    public static Setting trained(List<Trial> trials) {
        return new Setting(TRAINED, keys(trials));
    }

    /** Of trials whose networks were measured before their first step. */
    static Setting probed(List<Trial> trials) {
        Map<String, List<Object>> keys = keys(trials);
        List.of(Fields.DATA, Fields.OPTIMIZER, Fields.LEARNING_RATE, Fields.STEPS)
                .forEach(field -> keys.remove(field.key()));
        return new Setting(ON_NORMAL_INPUTS, keys);
    }

    private static Map<String, List<Object>> keys(List<Trial> trials) {
        boolean even = trials.stream()
                .allMatch(trial -> trial.widths().stream().distinct().count() == 1);
        Map<String, List<Object>> keys = new LinkedHashMap<>();
        for (Field<?> field : Fields.ALL) {
            Set<Object> values = trials.stream()
                    .map(trial -> (Object) trial.get(field))
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            boolean shape = field == Fields.WIDTH || field == Fields.DEPTH;
            boolean wanted = ALWAYS.contains(field) || !values.equals(initial(field));
            if (wanted && (even ? field != Fields.WIDTHS : !shape)) {
                keys.put(field.key(), List.copyOf(values));
            }
        }
        return keys;
    }

    private static Set<Object> initial(Field<?> field) {
        return field.initial() == null ? Set.of() : Set.of(field.initial());
    }

    /** Of networks that `transfer` trained, each at some of the rates. */
    static Setting searched(TransferStudy study) {
        Trial network = study.network();
        Map<String, List<Object>> keys = keys(List.of(network));
        keys.remove(Fields.WIDTHS.key());
        keys.put(study.axis().field().key(), List.copyOf(study.axis().sizes()));
        keys.put(Fields.LEARNING_RATE.key(), List.copyOf(study.rates().ends()));
        keys.put(
                Fields.SEED.key(),
                LongStream.range(network.seed(), network.seed() + study.seeds())
                        .mapToObj(seed -> (Object) seed)
                        .toList());
        return new Setting("trained by the search of `transfer`, between the learning rates", keys);
    }

    /** Networks that were not trained, with consecutive seeds from 0. */
    public static Setting untrained(String how, ClaimNetwork net, int batch, int networks) {
        return untrained(how, net, batch, 0, networks);
    }

    /** Networks that were not trained, with consecutive seeds from the first. */
    public static Setting untrained(String how, ClaimNetwork net, int batch, int firstSeed, int networks) {
        Map<String, List<Object>> keys = new LinkedHashMap<>();
        keys.put("initializer", List.of(net.initializer()));
        keys.put("activation", List.of(net.activation()));
        keys.put("architecture", List.of(net.architecture()));
        keys.put("depth", List.of(net.depth()));
        keys.put("width", List.of(net.width()));
        if (net.biasStd() != 0) {
            keys.put("bias_std", List.of(net.biasStd()));
        }
        keys.put("batch", List.of(batch));
        keys.put(
                "seed",
                List.copyOf(
                        IntStream.range(firstSeed, firstSeed + networks).boxed().toList()));
        return new Setting(how, keys);
    }

    public Setting with(String key, Object value) {
        Map<String, List<Object>> more = new LinkedHashMap<>(keys);
        more.put(key, List.of(value));
        return new Setting(how, more);
    }

    boolean isTrained() {
        return how.equals(TRAINED);
    }

    /** Independent networks: its seeds. */
    public int networks() {
        return keys.getOrDefault("seed", List.of()).size();
    }

    /** The same with fewer entries: those that differ in one key alone become one. */
    public static List<Setting> merged(List<Setting> settings) {
        List<Setting> merged = new ArrayList<>(new LinkedHashSet<>(settings));
        while (mergeOne(merged)) {
            // what has grown may now take what it could not before
        }
        return merged;
    }

    private static boolean mergeOne(List<Setting> settings) {
        for (int i = 0; i < settings.size(); i++) {
            for (int j = i + 1; j < settings.size(); j++) {
                Optional<Setting> both = settings.get(i).join(settings.get(j));
                if (both.isPresent()) {
                    settings.set(i, both.get());
                    settings.remove(j);
                    return true;
                }
            }
        }
        return false;
    }

    private Optional<Setting> join(Setting other) {
        if (!how.equals(other.how) || !keys.keySet().equals(other.keys.keySet())) {
            return Optional.empty();
        }
        List<String> different = keys.keySet().stream()
                .filter(key -> !keys.get(key).equals(other.keys.get(key)))
                .toList();
        if (different.size() > 1) {
            return Optional.empty();
        }
        Map<String, List<Object>> joined = new LinkedHashMap<>(keys);
        different.forEach(key -> {
            Set<Object> values = new LinkedHashSet<>(keys.get(key));
            values.addAll(other.keys.get(key));
            joined.put(key, List.copyOf(values));
        });
        return Optional.of(new Setting(how, joined));
    }

    /** {@code trained: initializer he_normal; depth 2, 3; seed 0-7}. */
    @Override
    public String toString() {
        return how + ": "
                + keys.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + values(entry.getValue()))
                        .collect(Collectors.joining("; "));
    }

    /** Whole numbers that follow each other as {@code 0-7}. */
    private static String values(List<Object> values) {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            int first = i;
            while (i + 1 < values.size() && follows(values.get(i), values.get(i + 1))) {
                i++;
            }
            if (i > first + 1) {
                runs.add(values.get(first) + "-" + values.get(i));
            } else {
                values.subList(first, i + 1).forEach(value -> runs.add(Field.text(value)));
            }
        }
        return String.join(", ", runs);
    }

    private static boolean follows(Object before, Object next) {
        return before instanceof Number a
                && next instanceof Number b
                && !(a instanceof Double)
                && b.longValue() == a.longValue() + 1;
    }
}
