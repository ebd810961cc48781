package dev.fathom.atlas.file;

import static dev.fathom.study.Domain.ordered;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.StudySchema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The JSON Schema of claims' files (draft 2020-12), for editors; {@link ClaimFile} has the last word. */
public final class ClaimSchema {
    /** Of which a setting may list several: each depth is a part, the best rate is taken, and a slope goes over sizes. */
    private static final Set<Field<?>> LISTED = Set.of(Fields.DEPTH, Fields.LEARNING_RATE, Fields.WIDTH);

    private ClaimSchema() {}

    /** The schema as nested maps and lists. */
    public static Map<String, Object> schema() {
        Map<String, Object> properties = ordered(
                "claim", ordered("description", "names it", "type", "string", "pattern", "^[a-z0-9-]+$"),
                "source", words("paper, equation or figure"),
                "statement", words("what is claimed, in a sentence without its full stop"),
                "published", words("the published number or finding"),
                "scope", words("where it was not tested as published"),
                "full_data", words("the data that the full scale asks for"),
                "setting", setting("of all parts; a part's own setting goes over it"),
                "first_seed",
                        ordered(
                                "description",
                                "of the networks; the others follow it",
                                "type",
                                "integer",
                                "minimum",
                                0,
                                "maximum",
                                999_999),
                "networks", networks(),
                "full",
                        StudySchema.object(ordered(
                                "setting", setting("of the full scale, over the claim's"), "networks", networks())),
                "parts", ordered("description", "figures and what is expected of them", "anyOf", oneOrMany(part())));
        Map<String, Object> schema = ordered(
                "$schema", "https://json-schema.org/draft/2020-12/schema",
                "title", "A claim for Fathom's atlas",
                "required", ClaimFile.NEEDED);
        schema.putAll(StudySchema.object(properties));
        return schema;
    }

    private static Map<String, Object> part() {
        Map<String, Object> number = ordered("type", "number");
        Map<String, Object> part = StudySchema.object(ordered(
                "figure",
                        ordered(
                                "enum",
                                Stream.of(Figure.values()).map(Figure::key).toList()),
                "label", words("names the part; its figure and setting do by default"),
                "setting", setting("of this part alone"),
                "less", setting("of other networks, whose figure is taken off"),
                "full", setting("of this part at the full scale"),
                "at_least", number,
                "at_most", number,
                "between", ordered("type", "array", "items", number, "minItems", 2, "maxItems", 2),
                "every_depth_to", ordered("type", "integer", "minimum", 2)));
        part.put("required", List.of("figure"));
        part.put(
                "oneOf",
                PartReader.EXPECTATIONS.stream()
                        .map(key -> ordered("required", List.of(key)))
                        .toList());
        return part;
    }

    private static Map<String, Object> setting(String description) {
        Map<String, Object> values = ordered();
        for (Field<?> field : Fields.ALL) {
            if (field != Fields.SEED) {
                Map<String, Object> one = field.domain().schema();
                values.put(
                        field.key(),
                        ordered(
                                "description",
                                field.describe(),
                                "anyOf",
                                LISTED.contains(field) ? oneOrMany(one) : List.of(one)));
            }
        }
        Map<String, Object> setting = StudySchema.object(values);
        setting.put("description", description);
        return setting;
    }

    private static Map<String, Object> networks() {
        return ordered(
                "description",
                "independent networks for a figure; several that ascend are looks, taken until the claim is decided",
                "anyOf",
                oneOrMany(ordered("type", "integer", "minimum", 2, "maximum", 999_999)));
    }

    private static Map<String, Object> words(String description) {
        return ordered("description", description, "type", List.of("string", "number"));
    }

    private static List<Object> oneOrMany(Map<String, Object> one) {
        return List.of(one, ordered("type", "array", "minItems", 1, "items", one));
    }
}
