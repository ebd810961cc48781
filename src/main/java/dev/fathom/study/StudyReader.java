package dev.fathom.study;

import dev.fathom.engine.Cohort;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.init.Bias;
import dev.fathom.init.Initializers;
import dev.fathom.init.Scheme;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Parametrization;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a study from the tree of its YAML: its trials, one by one or as grids, and what else it asks for.
 */
public final class StudyReader {
    private static final int MAX_TRIALS = 1_000_000;

    /** Of all trials together: each has a row in the store for every layer. */
    private static final int MAX_LAYERS = 100_000_000;

    private static final Pattern NAME = Pattern.compile("[^/\\\\\\p{C}\\p{Z}.][^/\\\\\\p{C}\\p{Zl}\\p{Zp}]{0,99}");

    private static final List<String> OWN_KEYS = List.of("name", "question", "measure_at", "grid", "trials", "exclude");

    private final StudyTree tree;
    private final Set<String> notes = new LinkedHashSet<>();
    private int trialsRead;
    private long layersRead;
    private final Set<List<Object>> found = new HashSet<>();

    private StudyReader(String file) {
        tree = new StudyTree(file);
    }

    public static Study read(String file, String text) {
        return new StudyReader(file).study(plain(text));
    }

    /** The same text for the same study, whether an editor ends lines as Windows does and marks the order of bytes. */
    private static String plain(String text) {
        return text.replaceFirst("^\uFEFF", "").replace("\r\n", "\n");
    }

    private Study study(String text) {
        MappingNode root = tree.root(text);
        List<String> known = new ArrayList<>(OWN_KEYS);
        known.addAll(Fields.keys());
        Map<String, Node> keys = tree.keys(root, known);
        Map<String, Node> defaults = new LinkedHashMap<>(keys);
        defaults.keySet().retainAll(Fields.keys());

        Set<Trial> trials = new LinkedHashSet<>();
        List<Exclusion> exclusions = exclusions(keys.get("exclude"));
        for (Node grid : tree.entries(keys.get("grid"))) {
            grid(grid, defaults, exclusions, trials);
        }
        requireUsed(exclusions);
        for (Node trial : tree.entries(keys.get("trials"))) {
            trials.add(trial(trial, defaults));
        }
        if (trials.isEmpty()) {
            throw tree.complaint(root, "the study has no trials; give a grid or a list of trials");
        }
        return new Study(
                name(keys.get("name"), root),
                tree.scalar(keys.get("question"), ""),
                List.copyOf(trials),
                measuredSteps(keys.get("measure_at"), trials),
                text,
                List.copyOf(notes));
    }

    /** Files are called by it, so it is one name of a file, and one that is seen. */
    private String name(Node node, Node root) {
        String name = tree.scalar(node, tree.file().replaceFirst("\\.ya?ml$", ""));
        if (!NAME.matcher(name).matches()) {
            throw tree.complaint(
                    node == null ? root : node,
                    "the name of a study names its files: up to 100 letters, digits, spaces and signs, but neither / nor"
                            + " \\, and no dot in front; " + (node == null ? "give it a 'name'" : "choose another"));
        }
        return name;
    }

    private List<Exclusion> exclusions(Node node) {
        List<Exclusion> exclusions = new ArrayList<>();
        for (Node entry : tree.entries(node)) {
            Map<Field<?>, Set<Object>> values = new LinkedHashMap<>();
            mapping(entry, "an exclusion", Map.of())
                    .forEach((key, value) -> values.put(Fields.of(key), values(Fields.of(key), value)));
            if (values.isEmpty()) {
                throw tree.complaint(entry, "an exclusion names at least one key, as in {activation: relu, depth: 50}");
            }
            exclusions.add(new Exclusion(entry, values));
        }
        return exclusions;
    }

    private Set<Object> values(Field<?> field, Node node) {
        Set<Object> values = new LinkedHashSet<>();
        for (Node each : field == Fields.WIDTHS ? widthLists(node) : tree.entries(node)) {
            try {
                values.add(value(field, each).value());
            } catch (StudyException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw tree.complaint(each, e.getMessage());
            }
        }
        return values;
    }

    private void requireUsed(List<Exclusion> exclusions) {
        for (Exclusion exclusion : exclusions) {
            if (!exclusion.used()) {
                throw tree.complaint(
                        exclusion.place(), "no trial of the grids is excluded by this; correct or remove it");
            }
        }
    }

    private void grid(Node node, Map<String, Node> defaults, List<Exclusion> exclusions, Set<Trial> trials) {
        Map<String, Node> axes = mapping(node, "a grid", defaults);
        Map<String, List<Node>> values = new LinkedHashMap<>();
        long points = 1;
        for (Map.Entry<String, Node> axis : axes.entrySet()) {
            List<Node> listed =
                    axis.getKey().equals("widths") ? widthLists(axis.getValue()) : tree.entries(axis.getValue());
            if (listed.isEmpty()) {
                throw tree.complaint(axis.getValue(), "'" + axis.getKey() + "' lists nothing; give at least one value");
            }
            points *= listed.size();
            if (points > MAX_TRIALS) {
                throw tree.complaint(
                        axis.getValue(), "the grid has more than " + MAX_TRIALS + " trials; split the study");
            }
            values.put(axis.getKey(), listed);
        }
        for (int point = 0; point < points; point++) {
            Trial trial = trial(point(values, (int) points, point), node);
            boolean excluded = false;
            for (Exclusion exclusion : exclusions) {
                excluded |= exclusion.holds(trial);
            }
            if (!excluded) {
                trials.add(trial);
            }
        }
    }

    /** One combination; the last axis runs fastest. */
    private static Map<String, Node> point(Map<String, List<Node>> axes, int points, int index) {
        Map<String, Node> point = new LinkedHashMap<>();
        int block = points;
        for (Map.Entry<String, List<Node>> axis : axes.entrySet()) {
            List<Node> values = axis.getValue();
            block /= values.size();
            point.put(axis.getKey(), values.get(index / block % values.size()));
        }
        return point;
    }

    /** {@code [64, 32]} is one network, {@code [[64, 32], [128]]} are two. */
    private List<Node> widthLists(Node node) {
        List<Node> entries = tree.entries(node);
        return entries.stream().allMatch(SequenceNode.class::isInstance) ? entries : List.of(node);
    }

    private Map<String, Node> mapping(Node node, String what, Map<String, Node> defaults) {
        if (!(node instanceof MappingNode mapping)) {
            throw tree.complaint(node, what + " is a mapping of keys to values");
        }
        Map<String, Node> all = new LinkedHashMap<>(defaults);
        all.putAll(tree.keys(mapping, Fields.keys()));
        return all;
    }

    private Trial trial(Node node, Map<String, Node> defaults) {
        return trial(mapping(node, "a trial", defaults), node);
    }

    private Trial trial(Map<String, Node> written, Node whole) {
        Map<String, Node> values = LayerRates.writtenOut(tree, written);
        List<Field.Value<?>> read = new ArrayList<>();
        for (Field<?> field : Fields.ALL) {
            Node node = values.get(field.key());
            try {
                if (node != null) {
                    read.add(value(field, node));
                } else if (field.initial() == null) {
                    throw new IllegalArgumentException("the trial has no '" + field.key() + "'; add one");
                }
            } catch (StudyException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw tree.complaint(node == null ? whole : node, e.getMessage());
            }
        }
        Trial trial = Trial.of(read);
        layersRead += trial.depth();
        if (++trialsRead > MAX_TRIALS || layersRead > MAX_LAYERS) {
            throw tree.complaint(
                    whole,
                    "with this the study has more than " + MAX_TRIALS + " trials, or more than " + MAX_LAYERS
                            + " layers in all; split it");
        }
        try {
            Cohort.requireFit(Initializers.parse(trial.initializer()), Architecture.parse(trial.architecture()));
            trial.descent().requireFit(Optimizer.parse(trial.optimizer()));
            Bias.parse(trial.bias()).requireAlone(trial.biasStd());
            requireOneParametrization(trial);
            requireLaws(trial);
        } catch (IllegalArgumentException e) {
            throw tree.complaint(whole, e.getMessage());
        }
        Optional<String> former = trial.formerSpelling();
        former.ifPresent(notes::add);
        return former.isPresent() ? trial.canonical() : trial;
    }

    /** Once for each activation and initializer that asks for a critical point, which takes a search. */
    private void requireLaws(Trial trial) {
        boolean critical = Initializers.parse(trial.initializer()).scheme() instanceof Scheme.EdgeOfChaos;
        if (critical && found.add(List.of(trial.initializer(), trial.activation(), trial.biasStd(), trial.bias()))) {
            WeightLaws.requireStable(trial.setup());
        }
    }

    private static void requireOneParametrization(Trial trial) {
        boolean mup = Initializers.parse(trial.initializer()).scheme() instanceof Scheme.MaximalUpdate;
        if (mup && trial.parametrization().kind() != Parametrization.Kind.STANDARD) {
            throw new IllegalArgumentException("the initializer mup is a parametrization itself: write"
                    + " 'initializer: kaiming_normal_' beside 'parametrization: mup'");
        }
    }

    private <T> Field.Value<T> value(Field<T> field, Node node) {
        List<String> given = tree.entries(node).stream()
                .map(entry -> field == Fields.INITIALIZER && entry instanceof MappingNode configuration
                        ? Nodes.json(configuration)
                        : tree.scalar(entry, ""))
                .toList();
        if (field != Fields.WIDTHS && given.size() != 1) {
            throw new IllegalArgumentException("'" + field.key() + "' takes one value here, got " + given.size());
        }
        return field.parse(field.key(), String.join(",", given));
    }

    private List<Integer> measuredSteps(Node node, Set<Trial> trials) {
        int steps = trials.stream().mapToInt(Trial::steps).min().orElseThrow();
        Set<Integer> measured = new LinkedHashSet<>();
        measured.add(0);
        for (Node entry : tree.entries(node)) {
            String text = tree.scalar(entry, "");
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) >= steps) {
                throw tree.complaint(entry, "measure_at takes steps from 0 to " + (steps - 1) + ", got '" + text + "'");
            }
            measured.add(Integer.parseInt(text));
        }
        return List.copyOf(measured);
    }
}
