package dev.fathom.study;

import dev.fathom.engine.Cohort;
import dev.fathom.init.Initializers;
import dev.fathom.init.Nearest;
import dev.fathom.init.Scheme;
import dev.fathom.net.Architecture;
import dev.fathom.net.Parametrization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads a study from YAML. Only the tree of the text is built, never an object that the file names; every complaint
 * carries the line and column of what it is about.
 */
public final class StudyReader {
    private static final int MAX_TRIALS = 1_000_000;

    /** Of all trials together: each has a row in the store for every layer. */
    private static final int MAX_LAYERS = 100_000_000;

    /** Of a text. */
    private static final int MAX_CHARACTERS = 1 << 23;

    /** Of one value, which messages quote. */
    private static final int LONGEST_VALUE = 1000;

    private static final Pattern NAME = Pattern.compile("[^/\\\\\\p{C}\\p{Z}.][^/\\\\\\p{C}\\p{Zl}\\p{Zp}]{0,99}");

    private static final List<String> OWN_KEYS = List.of("name", "question", "measure_at", "grid", "trials", "exclude");

    private final String file;
    private int trialsRead;
    private long layersRead;

    private StudyReader(String file) {
        this.file = file;
    }

    public static Study read(String file, String text) {
        return new StudyReader(file).study(text);
    }

    private Study study(String text) {
        MappingNode root = root(text);
        List<String> known = new ArrayList<>(OWN_KEYS);
        known.addAll(Fields.keys());
        Map<String, Node> keys = keys(root, known);
        Map<String, Node> defaults = new LinkedHashMap<>(keys);
        defaults.keySet().retainAll(Fields.keys());

        Set<Trial> trials = new LinkedHashSet<>();
        List<Exclusion> exclusions = exclusions(keys.get("exclude"));
        for (Node grid : entries(keys.get("grid"))) {
            grid(grid, defaults, exclusions, trials);
        }
        requireUsed(exclusions);
        for (Node trial : entries(keys.get("trials"))) {
            trials.add(trial(trial, defaults));
        }
        if (trials.isEmpty()) {
            throw complaint(root, "the study has no trials; give a grid or a list of trials");
        }
        return new Study(
                name(keys.get("name"), root),
                scalar(keys.get("question"), ""),
                List.copyOf(trials),
                measuredSteps(keys.get("measure_at"), trials),
                text);
    }

    /** Files are called by it, so it is one name of a file, and one that is seen. */
    private String name(Node node, Node root) {
        String name = scalar(node, file.replaceFirst("\\.ya?ml$", ""));
        if (!NAME.matcher(name).matches()) {
            throw complaint(
                    node == null ? root : node,
                    "the name of a study names its files: up to 100 letters, digits, spaces and signs, but neither / nor"
                            + " \\, and no dot in front; " + (node == null ? "give it a 'name'" : "choose another"));
        }
        return name;
    }

    private MappingNode root(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw new StudyException(file + ": " + text.length() + " characters, more than the " + MAX_CHARACTERS
                    + " of a study; say it by grids, or in several studies");
        }
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(MAX_CHARACTERS)
                .setBufferSize(text.length() + 1) // else a long value takes time by the square of its length
                .setAllowDuplicateKeys(true) // told by keys(), with both places
                .setMaxAliasesForCollections(50)
                .setAllowRecursiveKeys(false)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isPresent() && root.get() instanceof MappingNode mapping) {
                return mapping;
            }
            throw new StudyException(
                    file + ":1:1: a study is a mapping such as 'grid: {...}'; see src/site/markdown/studies.md");
        } catch (MarkedYamlEngineException e) {
            String place = e.getProblemMark().map(this::place).orElse(file + ":1:1");
            throw new StudyException(place + ": not valid YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException | StackOverflowError e) {
            throw new StudyException(file + ":1:1: not valid YAML: " + oneLine(e.getMessage()));
        }
    }

    /** The parser quotes the characters that it stumbles over, line breaks among them. */
    private static String oneLine(String message) {
        return message == null ? "nested too deeply" : message.replaceAll("\\s*\\R\\s*", " ");
    }

    /** The entries of a mapping by key; unknown and doubled keys are refused. */
    private Map<String, Node> keys(MappingNode mapping, List<String> known) {
        Map<String, Node> keys = new LinkedHashMap<>();
        List<NodeTuple> written;
        try {
            written = Nodes.entries(mapping);
        } catch (IllegalArgumentException e) {
            throw complaint(mapping, e.getMessage());
        }
        for (NodeTuple entry : written) {
            String key = scalar(entry.getKeyNode(), "");
            if (key.startsWith("x-")) {
                continue; // a place for what is merged elsewhere
            }
            if (!known.contains(key)) {
                throw complaint(entry.getKeyNode(), "unknown key '" + key + "'" + Nearest.hint(key, known));
            }
            if (keys.put(key, entry.getValueNode()) != null) {
                throw complaint(entry.getKeyNode(), "the key '" + key + "' stands here a second time; remove one");
            }
        }
        return keys;
    }

    /** A list, or one thing that stands for a list of itself; nothing for an absent node. Progressions become numbers. */
    private List<Node> entries(Node node) {
        if (node == null) {
            return List.of();
        }
        List<Node> entries = new ArrayList<>();
        for (Node entry : node instanceof SequenceNode sequence ? Nodes.items(sequence) : List.of(node)) {
            if (!(entry instanceof ScalarNode scalar && Progression.is(scalar.getValue()))) {
                entries.add(entry);
                continue;
            }
            try {
                Progression.of(scalar.getValue()).forEach(number -> entries.add(Nodes.scalar(entry, number)));
            } catch (IllegalArgumentException e) {
                throw complaint(entry, e.getMessage());
            }
        }
        return entries;
    }

    private List<Exclusion> exclusions(Node node) {
        List<Exclusion> exclusions = new ArrayList<>();
        for (Node entry : entries(node)) {
            Map<Field<?>, Set<Object>> values = new LinkedHashMap<>();
            mapping(entry, "an exclusion", Map.of())
                    .forEach((key, value) -> values.put(Fields.of(key), values(Fields.of(key), value)));
            if (values.isEmpty()) {
                throw complaint(entry, "an exclusion names at least one key, as in {activation: relu, depth: 50}");
            }
            exclusions.add(new Exclusion(entry, values));
        }
        return exclusions;
    }

    private Set<Object> values(Field<?> field, Node node) {
        Set<Object> values = new LinkedHashSet<>();
        for (Node each : field == Fields.WIDTHS ? widthLists(node) : entries(node)) {
            try {
                values.add(value(field, each).value());
            } catch (StudyException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw complaint(each, e.getMessage());
            }
        }
        return values;
    }

    private void requireUsed(List<Exclusion> exclusions) {
        for (Exclusion exclusion : exclusions) {
            if (!exclusion.used()) {
                throw complaint(exclusion.place(), "no trial of the grids is excluded by this; correct or remove it");
            }
        }
    }

    private void grid(Node node, Map<String, Node> defaults, List<Exclusion> exclusions, Set<Trial> trials) {
        Map<String, Node> axes = mapping(node, "a grid", defaults);
        Map<String, List<Node>> values = new LinkedHashMap<>();
        long points = 1;
        for (Map.Entry<String, Node> axis : axes.entrySet()) {
            List<Node> listed = axis.getKey().equals("widths") ? widthLists(axis.getValue()) : entries(axis.getValue());
            if (listed.isEmpty()) {
                throw complaint(axis.getValue(), "'" + axis.getKey() + "' lists nothing; give at least one value");
            }
            points *= listed.size();
            if (points > MAX_TRIALS) {
                throw complaint(axis.getValue(), "the grid has more than " + MAX_TRIALS + " trials; split the study");
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
        List<Node> entries = entries(node);
        return entries.stream().allMatch(SequenceNode.class::isInstance) ? entries : List.of(node);
    }

    private Map<String, Node> mapping(Node node, String what, Map<String, Node> defaults) {
        if (!(node instanceof MappingNode mapping)) {
            throw complaint(node, what + " is a mapping of keys to values");
        }
        Map<String, Node> all = new LinkedHashMap<>(defaults);
        all.putAll(keys(mapping, Fields.keys()));
        return all;
    }

    private Trial trial(Node node, Map<String, Node> defaults) {
        return trial(mapping(node, "a trial", defaults), node);
    }

    private Trial trial(Map<String, Node> values, Node whole) {
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
                throw complaint(node == null ? whole : node, e.getMessage());
            }
        }
        Trial trial = Trial.of(read);
        layersRead += trial.depth();
        if (++trialsRead > MAX_TRIALS || layersRead > MAX_LAYERS) {
            throw complaint(
                    whole,
                    "with this the study has more than " + MAX_TRIALS + " trials, or more than " + MAX_LAYERS
                            + " layers in all; split it");
        }
        try {
            Cohort.requireFit(Initializers.parse(trial.initializer()), Architecture.parse(trial.architecture()));
            trial.schedule();
            requireOneParametrization(trial);
        } catch (IllegalArgumentException e) {
            throw complaint(whole, e.getMessage());
        }
        return trial;
    }

    private static void requireOneParametrization(Trial trial) {
        boolean mup = Initializers.parse(trial.initializer()).scheme() instanceof Scheme.MaximalUpdate;
        if (mup && trial.parametrization().kind() != Parametrization.Kind.STANDARD) {
            throw new IllegalArgumentException("the initializer mup is a parametrization itself: write"
                    + " 'initializer: kaiming_normal_' beside 'parametrization: mup'");
        }
    }

    private <T> Field.Value<T> value(Field<T> field, Node node) {
        List<String> given = entries(node).stream()
                .map(entry -> field == Fields.INITIALIZER && entry instanceof MappingNode configuration
                        ? Nodes.json(configuration)
                        : scalar(entry, ""))
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
        for (Node entry : entries(node)) {
            String text = scalar(entry, "");
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) >= steps) {
                throw complaint(entry, "measure_at takes steps from 0 to " + (steps - 1) + ", got '" + text + "'");
            }
            measured.add(Integer.parseInt(text));
        }
        return List.copyOf(measured);
    }

    private String scalar(Node node, String absent) {
        if (node == null) {
            return absent;
        }
        if (node instanceof ScalarNode scalar) {
            if (scalar.getValue().length() > LONGEST_VALUE) {
                throw complaint(
                        node,
                        "a value of " + scalar.getValue().length() + " characters, where " + LONGEST_VALUE
                                + " are allowed; is a comma or a line break missing?");
            }
            return scalar.getValue();
        }
        throw complaint(node, "one value is wanted here, not a list or a mapping");
    }

    private StudyException complaint(Node node, String what) {
        return new StudyException(node.getStartMark().map(this::place).orElse(file) + ": " + what);
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
