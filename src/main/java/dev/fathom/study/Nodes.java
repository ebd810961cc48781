package dev.fathom.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** YAML as people write it in studies: merged mappings, and values whose commas YAML takes for its own. */
final class Nodes {
    /** Of merges within merges. */
    private static final int DEEPEST_MERGE = 8;

    private Nodes() {}

    /** A mapping's entries; those that {@code <<: *base} merges come last, and only where the mapping has no own. */
    static List<NodeTuple> entries(MappingNode mapping) {
        return merged(joined(mapping.getValue()), 0);
    }

    private static List<NodeTuple> merged(List<NodeTuple> own, int depth) {
        if (depth > DEEPEST_MERGE) {
            throw new IllegalArgumentException("mappings are merged more than " + DEEPEST_MERGE + " deep");
        }
        List<NodeTuple> entries = new ArrayList<>();
        Map<String, NodeTuple> inherited = new LinkedHashMap<>();
        for (NodeTuple entry : own) {
            if (!plain(entry.getKeyNode()).equals(Optional.of("<<"))) {
                entries.add(entry);
                continue;
            }
            Node value = entry.getValueNode();
            for (Node base : value instanceof SequenceNode list ? list.getValue() : List.of(value)) {
                if (!(base instanceof MappingNode mapping)) {
                    throw new IllegalArgumentException("<<: merges mappings, as in <<: *base");
                }
                for (NodeTuple further : merged(joined(mapping.getValue()), depth + 1)) {
                    plain(further.getKeyNode()).ifPresent(key -> inherited.putIfAbsent(key, further));
                }
            }
        }
        entries.forEach(entry -> plain(entry.getKeyNode()).ifPresent(inherited::remove));
        entries.addAll(inherited.values());
        return entries;
    }

    /** {@code {initializer: f(a, b=2), depth: 3}} is read by YAML as three entries, of which the second has no value. */
    private static List<NodeTuple> joined(List<NodeTuple> entries) {
        List<NodeTuple> joined = new ArrayList<>();
        for (NodeTuple entry : entries) {
            NodeTuple last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            Optional<String> open = last == null ? Optional.empty() : plain(last.getValueNode());
            Optional<String> rest = plain(entry.getKeyNode());
            boolean empty = plain(entry.getValueNode()).equals(Optional.of(""));
            if (open.isPresent() && rest.isPresent() && empty && unclosed(open.get())) {
                Node whole = scalar(last.getValueNode(), open.get() + ", " + rest.get());
                joined.set(joined.size() - 1, new NodeTuple(last.getKeyNode(), whole));
            } else {
                joined.add(entry);
            }
        }
        return joined;
    }

    /** {@code [f(a, b=2), g]} is read by YAML as three items: the first two belong together. */
    static List<Node> items(SequenceNode list) {
        List<Node> items = new ArrayList<>();
        for (Node item : list.getValue()) {
            Node last = items.isEmpty() ? null : items.get(items.size() - 1);
            Optional<String> open = last == null ? Optional.empty() : plain(last);
            Optional<String> rest =
                    item instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
            if (open.isPresent() && rest.isPresent() && unclosed(open.get())) {
                items.set(items.size() - 1, scalar(last, open.get() + ", " + rest.get()));
            } else {
                items.add(item);
            }
        }
        return items;
    }

    private static boolean unclosed(String text) {
        return text.chars().filter(c -> c == '(').count()
                > text.chars().filter(c -> c == ')').count();
    }

    /** The text of a scalar without quotation marks. */
    private static Optional<String> plain(Node node) {
        return node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    /** A scalar in the place of another node. */
    static Node scalar(Node place, String value) {
        return new ScalarNode(Tag.STR, true, value, ScalarStyle.PLAIN, place.getStartMark(), place.getEndMark());
    }

    /** The text of a configuration as Keras saves it, for a mapping or what stands in one. */
    static String json(Node node) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .map(entry -> json(entry.getKeyNode(), true) + ": " + json(entry.getValueNode()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node instanceof SequenceNode list) {
            return list.getValue().stream().map(Nodes::json).collect(Collectors.joining(", ", "[", "]"));
        }
        return json(node, false);
    }

    private static String json(Node node, boolean key) {
        String value = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        boolean word = key
                || !node.getTag().equals(Tag.NULL)
                        && !node.getTag().equals(Tag.BOOL)
                        && !node.getTag().equals(Tag.INT)
                        && !node.getTag().equals(Tag.FLOAT);
        if (!word) {
            return node.getTag().equals(Tag.NULL) ? "null" : value;
        }
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
