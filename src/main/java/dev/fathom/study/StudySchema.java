package dev.fathom.study;

import static dev.fathom.study.Domain.ordered;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The JSON Schema of study files (draft 2020-12), from the fields that {@link StudyReader} checks; editors complete by it. */
public final class StudySchema {
    private StudySchema() {}

    /** The schema as nested maps and lists. */
    public static Map<String, Object> schema() {
        Map<String, Object> one = ordered();
        Map<String, Object> many = ordered();
        for (Field<?> field : Fields.ALL) {
            one.put(field.key(), single(field));
            many.put(field.key(), many(field));
        }
        Map<String, Object> top = ordered(
                "name", scalar("names the store and the report"),
                "question", scalar("what the study is to answer"),
                "measure_at",
                        ordered(
                                "description",
                                "steps at which every layer is measured; 0 always is",
                                "anyOf",
                                oneOrMany(new Domain.Whole(0, 9_999_999).schema())),
                "grid", ordered("description", "every combination is a trial", "anyOf", oneOrMany(object(many))),
                "exclude",
                        ordered(
                                "description",
                                "combinations of the grids to leave out",
                                "anyOf",
                                oneOrMany(object(many))),
                "trials", ordered("description", "single trials", "anyOf", oneOrMany(object(one))));
        top.putAll(many);
        Map<String, Object> schema = ordered(
                "$schema", "https://json-schema.org/draft/2020-12/schema",
                "title", "A study of Fathom",
                "anyOf", List.of(ordered("required", List.of("grid")), ordered("required", List.of("trials"))));
        schema.putAll(object(top));
        return schema;
    }

    /** A mapping with these keys and no other, but for what starts with {@code x-}. */
    public static Map<String, Object> object(Map<String, Object> properties) {
        return ordered(
                "type",
                "object",
                "additionalProperties",
                false,
                "patternProperties",
                ordered("^x-", Map.of()),
                "properties",
                properties);
    }

    private static Map<String, Object> scalar(String description) {
        return ordered("description", description, "type", List.of("string", "number", "boolean", "null"));
    }

    private static Map<String, Object> single(Field<?> field) {
        Map<String, Object> scalar = field.domain().schema();
        return field == Fields.LEARNING_RATE ? ordered("anyOf", List.of(scalar, ratesByLayer())) : scalar;
    }

    private static Map<String, Object> ratesByLayer() {
        Map<String, Object> rates = ordered();
        LayerRates.LAYERS.forEach(layer -> rates.put(layer, Domain.Real.NOT_NEGATIVE.schema()));
        return ordered(
                "type", "object", "additionalProperties", false, "required", LayerRates.LAYERS, "properties", rates);
    }

    /** In a grid, a list stands for one trial each. */
    private static Map<String, Object> many(Field<?> field) {
        List<Object> forms = new ArrayList<>(oneOrMany(single(field)));
        if (field == Fields.INITIALIZER) {
            forms.addAll(oneOrMany(ordered("type", "object", "required", List.of("class_name"))));
        } else if (!(field.domain() instanceof Domain.Spelling)) {
            forms.addAll(oneOrMany(ordered("type", "string", "pattern", Progression.SCHEMA)));
        }
        return ordered("description", field.describe(), "anyOf", forms);
    }

    private static List<Object> oneOrMany(Map<String, Object> one) {
        return List.of(one, list(one));
    }

    private static Map<String, Object> list(Map<String, Object> items) {
        return ordered("type", "array", "minItems", 1, "items", items);
    }
}
