package dev.fathom.report;

import dev.fathom.report.results.Numbers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** JSON with short numbers, safe inside a script element. */
final class ScriptJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Short pages stay such that people can read them. */
    private static final int LONG = 1_000_000;

    private ScriptJson() {}

    /** Four significant digits; {@code null} for NaN, the words {@code inf} and {@code -inf} for infinities. */
    static void add(ArrayNode array, double value) {
        if (Double.isNaN(value)) {
            array.addNull();
        } else if (Double.isInfinite(value)) {
            array.add(value > 0 ? "inf" : "-inf");
        } else {
            array.add(Numbers.round(value));
        }
    }

    static void addAll(ArrayNode array, Collection<String> texts) {
        texts.forEach(array::add);
    }

    /** The same where it is short; else deflated, in Base64, a third as long. */
    static String packed(String json) {
        if (json.length() <= LONG) {
            return json;
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater =
                new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_COMPRESSION))) {
            deflater.write(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(packed.toByteArray());
    }

    /** No {@code <} is left, so that no text can end the script element. */
    static String write(Object node) {
        return MAPPER.writeValueAsString(node).replace("<", "\\u003c");
    }
}
