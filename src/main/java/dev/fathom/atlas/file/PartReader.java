package dev.fathom.atlas.file;

import dev.fathom.atlas.Claim.Part;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Criterion;
import dev.fathom.atlas.Criterion.AtLeast;
import dev.fathom.atlas.Criterion.AtMost;
import dev.fathom.atlas.Criterion.Between;
import dev.fathom.atlas.Expectation;
import dev.fathom.atlas.Scale;
import dev.fathom.atlas.Subject;
import dev.fathom.confidence.Interval;
import dev.fathom.init.Nearest;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.StudyException;
import dev.fathom.study.StudyTree;
import dev.fathom.study.Trial;
import dev.fathom.transfer.Axis;
import dev.fathom.transfer.RateGrid;
import dev.fathom.transfer.TransferStudy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the parts of a claim's file.
 *
 * @param settings of the whole claim, later ones over earlier ones; null where there is none
 * @param firstSeed of the networks
 * @param looks numbers of networks
 */
record PartReader(StudyTree tree, Scale scale, List<Node> settings, int firstSeed, List<Integer> looks) {
    static final List<String> EXPECTATIONS = List.of("at_least", "at_most", "between", "every_depth_to");
    private static final List<String> KEYS = Stream.concat(
                    Stream.of("figure", "label", "setting", "less", "full"), EXPECTATIONS.stream())
            .toList();

    /** Of one entry: a part for each depth that it lists. */
    List<Part> parts(Node node) {
        Map<String, Node> keys = mapping(node, "a part", KEYS);
        Figure figure = figure(node, keys.get("figure"));
        Criterion criterion = criterion(node, keys);
        Map<String, Node> own = setting(keys.get("setting"));
        Map<String, Node> all = new LinkedHashMap<>();
        settings.forEach(setting -> all.putAll(setting(setting)));
        all.putAll(own);
        if (scale == Scale.FULL) {
            all.putAll(setting(keys.get("full")));
        }
        String label = tree.scalar(keys.get("label"), label(figure, own, setting(keys.get("less"))));
        boolean searched = keys.containsKey("every_depth_to");
        if (searched != (figure == Figure.DEEPEST)) {
            throw tree.complaint(node, "the figure 'deepest' and 'every_depth_to: DEPTH' go together");
        }
        if (figure == Figure.SENSITIVITY
                && tree.entries(all.get("learning_rate")).size() < 2) {
            throw tree.complaint(node, "the figure 'sensitivity' takes several rates under 'learning_rate'");
        }
        if (figure == Figure.RATE_SLOPE) {
            return List.of(new Expectation(label, 0, criterion).by(slope(node, keys, all)));
        }
        Node listed = all.remove("depth");
        if (searched && firstSeed > 0) {
            throw tree.complaint(node, "the search for 'deepest' chooses its seeds itself: leave 'first_seed' out");
        }
        if (searched) {
            Measurement measurement = new Measurement(figure, subject(node, all), Optional.empty(), 0, looks);
            return List.of(Expectation.toDepth((int) ((AtLeast) criterion).limit(), label)
                    .by(lab -> measurement.of(lab, criterion)));
        }
        List<Part> parts = new ArrayList<>();
        for (Node depth : listed == null ? Collections.<Node>singletonList(null) : tree.entries(listed)) {
            Map<String, Node> values = new LinkedHashMap<>(all);
            if (depth != null) {
                values.put("depth", depth);
            }
            Optional<Subject> less = Optional.ofNullable(keys.get("less")).map(other -> {
                Map<String, Node> changed = new LinkedHashMap<>(values);
                changed.putAll(setting(other));
                return subject(node, changed);
            });
            Subject subject = subject(node, values);
            Measurement measurement = new Measurement(figure, subject, less, firstSeed, looks);
            int at = depth == null ? 0 : subject.trial(0).depth();
            parts.add(new Expectation(label, at, criterion).by(lab -> measurement.of(lab, criterion)));
        }
        return parts;
    }

    /** Of the best rate, over the sizes that the setting lists. */
    private Function<ClaimRunner, Interval> slope(Node part, Map<String, Node> keys, Map<String, Node> setting) {
        List<Field<Integer>> growing = Stream.of(Fields.WIDTH, Fields.DEPTH)
                .filter(field -> tree.entries(setting.get(field.key())).size() > 1)
                .toList();
        if (growing.size() != 1 || keys.containsKey("less") || looks.size() > 1) {
            throw tree.complaint(
                    part,
                    "the figure 'rate_slope' takes several sizes, either under 'width' or under 'depth', one number of"
                            + " networks, and no 'less'");
        }
        Field<Integer> field = growing.get(0);
        List<Node> sizes = tree.entries(setting.remove(field.key()));
        Subject subject = subject(part, setting);
        try {
            Axis axis = new Axis(
                    field,
                    sizes.stream()
                            .map(size -> field.parse(field.key(), tree.scalar(size, ""))
                                    .value())
                            .toList());
            RateGrid rates = new RateGrid(Collections.min(subject.rates()), Collections.max(subject.rates()));
            return lab -> lab.rateSlope(
                    new TransferStudy(subject.on(lab.data()).trial(firstSeed), axis, rates, looks.get(0)));
        } catch (StudyException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw tree.complaint(part, e.getMessage());
        }
    }

    private Map<String, Node> mapping(Node node, String what, List<String> known) {
        if (!(node instanceof MappingNode mapping)) {
            throw tree.complaint(node, what + " is a mapping of keys to values");
        }
        return tree.keys(mapping, known);
    }

    private Map<String, Node> setting(Node node) {
        List<String> known =
                Fields.keys().stream().filter(key -> !key.equals("seed")).toList();
        return node == null ? Map.of() : mapping(node, "a setting", known);
    }

    private Figure figure(Node part, Node node) {
        List<String> known = Stream.of(Figure.values()).map(Figure::key).toList();
        if (node == null) {
            throw tree.complaint(part, "the part has no 'figure'; use one of " + String.join(", ", known));
        }
        String key = tree.scalar(node, "");
        return Stream.of(Figure.values())
                .filter(figure -> figure.key().equals(key))
                .findFirst()
                .orElseThrow(() -> tree.complaint(
                        node,
                        "unknown figure '" + key + "'" + Nearest.hint(key, known) + "; use one of "
                                + String.join(", ", known)));
    }

    private Criterion criterion(Node part, Map<String, Node> keys) {
        List<String> given = EXPECTATIONS.stream().filter(keys::containsKey).toList();
        if (given.size() != 1) {
            throw tree.complaint(
                    part, "a part says one of " + String.join(", ", EXPECTATIONS) + ", here are " + given.size());
        }
        Node node = keys.get(given.get(0));
        List<Double> limits = tree.entries(node).stream().map(this::number).toList();
        int wanted = given.get(0).equals("between") ? 2 : 1;
        if (limits.size() != wanted || wanted == 2 && limits.get(0) >= limits.get(1)) {
            throw tree.complaint(
                    node, wanted == 1 ? "'" + given.get(0) + "' takes one number" : "'between' takes [LOW, HIGH]");
        }
        return switch (given.get(0)) {
            case "at_most" -> new AtMost(limits.get(0));
            case "between" -> new Between(limits.get(0), limits.get(1));
            case "every_depth_to" -> new AtLeast(wholeDepth(node, limits.get(0)));
            default -> new AtLeast(limits.get(0));
        };
    }

    private double number(Node node) {
        String text = tree.scalar(node, "");
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw tree.complaint(node, "a number is wanted here, got '" + text + "'");
    }

    private double wholeDepth(Node node, double limit) {
        if (limit != Math.rint(limit) || limit < 2) {
            throw tree.complaint(node, "'every_depth_to' takes a whole number of layers from 2 on");
        }
        return limit;
    }

    /** What is measured, and of which networks where the part names them. */
    private String label(Figure figure, Map<String, Node> own, Map<String, Node> less) {
        return Stream.of(
                        Stream.of(figure.words()),
                        names(own),
                        less.isEmpty()
                                ? Stream.<String>of()
                                : Stream.of("less " + names(less).collect(Collectors.joining(", "))))
                .flatMap(words -> words)
                .collect(Collectors.joining(", "));
    }

    private Stream<String> names(Map<String, Node> setting) {
        return setting.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("depth"))
                .map(entry -> (Fields.of(entry.getKey()).initial() instanceof Number ? entry.getKey() + " " : "")
                        + tree.entries(entry.getValue()).stream()
                                .map(value -> tree.scalar(value, ""))
                                .collect(Collectors.joining(", ")));
    }

    private Subject subject(Node part, Map<String, Node> setting) {
        List<Field.Value<?>> values = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        setting.forEach((key, node) -> {
            Field<?> field = Fields.of(key);
            try {
                if (field == Fields.LEARNING_RATE) {
                    for (Node rate : tree.entries(node)) {
                        rates.add(Fields.LEARNING_RATE
                                .parse(key, tree.scalar(rate, ""))
                                .value());
                    }
                } else if (field == Fields.WIDTHS) {
                    values.add(field.parse(
                            key,
                            tree.entries(node).stream()
                                    .map(w -> tree.scalar(w, ""))
                                    .collect(Collectors.joining(","))));
                } else {
                    values.add(field.parse(key, tree.scalar(node, "")));
                }
            } catch (StudyException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw tree.complaint(node, e.getMessage());
            }
        });
        if (rates.isEmpty()) {
            rates.add(Fields.LEARNING_RATE.initial());
        }
        try {
            Subject subject = new Subject(values, rates);
            Trial trial = subject.trial(0);
            trial.setup();
            trial.ties();
            return subject;
        } catch (IllegalArgumentException e) {
            throw tree.complaint(part, e.getMessage());
        }
    }
}
