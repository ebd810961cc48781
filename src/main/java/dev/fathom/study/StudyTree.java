package dev.fathom.study;

import dev.fathom.init.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
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
 * The tree of a study's YAML. Only nodes are built, never an object that the file names; every complaint carries the line
 * and column of what it is about.
 *
 * @param file as complaints name it
 */
public record StudyTree(String file) {
    /** Of a text. */
    private static final int MAX_CHARACTERS = 1 << 23;

    /** What other programs call these keys. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("lr", "learning_rate"),
            Map.entry("rate", "learning_rate"),
            Map.entry("init", "initializer"),
            Map.entry("arch", "architecture"),
            Map.entry("batch_size", "batch"),
            Map.entry("layers", "depth"),
            Map.entry("hidden_size", "width"),
            Map.entry("units", "width"),
            Map.entry("epochs", "steps"),
            Map.entry("iterations", "steps"),
            Map.entry("dataset", "data"),
            Map.entry("seeds", "seed"));

    /** A range as no YAML has it. */
    private static final Pattern RANGE = Pattern.compile("(-?\\d{1,9})\\s*(?:\\.\\.\\.?|:)\\s*(-?\\d{1,9})");

    /** Of one value, which messages quote. */
    private static final int LONGEST_VALUE = 1000;

    public MappingNode root(String text) {
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
    public Map<String, Node> keys(MappingNode mapping, List<String> known) {
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
                throw complaint(entry.getKeyNode(), "unknown key '" + key + "'" + hint(key, known));
            }
            if (keys.put(key, entry.getValueNode()) != null) {
                throw complaint(entry.getKeyNode(), "the key '" + key + "' stands here a second time; remove one");
            }
        }
        return keys;
    }

    private static String hint(String key, List<String> known) {
        String ours = ELSEWHERE.get(key.toLowerCase(Locale.ROOT));
        return ours != null && known.contains(ours) ? "; did you mean " + ours + "?" : Nearest.hint(key, known);
    }

    /** A list, or one thing that stands for a list of itself; nothing for an absent node. Progressions become numbers. */
    public List<Node> entries(Node node) {
        if (node == null) {
            return List.of();
        }
        List<Node> entries = new ArrayList<>();
        for (Node entry : node instanceof SequenceNode sequence ? Nodes.items(sequence) : List.of(node)) {
            requireNoRange(entry);
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

    private void requireNoRange(Node entry) {
        Matcher range = RANGE.matcher(entry instanceof ScalarNode scalar ? scalar.getValue() : "");
        if (range.matches()) {
            throw complaint(
                    entry,
                    "'" + range.group() + "' is no list of numbers; did you mean range(" + range.group(1) + ", "
                            + (Long.parseLong(range.group(2)) + 1) + ")? It ends before its end, as in Python");
        }
    }

    public String scalar(Node node, String absent) {
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

    public StudyException complaint(Node node, String what) {
        return new StudyException(node.getStartMark().map(this::place).orElse(file) + ": " + what);
    }

    private String place(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }
}
