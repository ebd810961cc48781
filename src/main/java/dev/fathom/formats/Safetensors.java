package dev.fathom.formats;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The safetensors format: 8 bytes length N of the header (little-endian), N bytes of JSON that give each array's
 * {@code dtype}, {@code shape} and {@code data_offsets} behind the header, then the numbers, little-endian and row-major.
 */
public final class Safetensors {
    /** What the format's own reader allows. */
    private static final int LONGEST_HEADER = 100_000_000;

    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;
    private final JsonNode header;

    /** Where an array lies, in bytes behind the header. */
    private record Span(Array.Header array, long begin, long end) {}

    private Safetensors(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        long size = channel.size();
        long length = size < 8 ? -1 : read(0, 8).getLong();
        if (length < 2 || length > size - 8) {
            throw new FormatException(
                    file,
                    "not a safetensors file, or cut off: its header would have " + length + " bytes, the file has "
                            + size);
        }
        if (length > LONGEST_HEADER) {
            throw new FormatException(file, "its header has " + length + " bytes, more than the format allows");
        }
        dataStart = 8 + length;
        header = parse(StandardCharsets.UTF_8.decode(read(8, (int) length)).toString());
    }

    /** @throws FormatException where the file is not in this format */
    public static OpenArrays open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            return new Safetensors(file, channel).arrays();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private JsonNode parse(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (root.isObject()) {
                return root;
            }
            throw new FormatException(file, "not a safetensors file: its header is not a JSON object");
        } catch (JacksonException e) {
            throw new FormatException(
                    file, "not a safetensors file: its header is not JSON: " + e.getOriginalMessage());
        }
    }

    private OpenArrays arrays() {
        List<Span> spans = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        header.properties().forEach(entry -> {
            if (entry.getKey().equals(METADATA)) {
                entry.getValue()
                        .properties()
                        .forEach(e -> metadata.put(e.getKey(), e.getValue().asString("")));
            } else {
                spans.add(span(entry.getKey(), entry.getValue()));
            }
        });
        requireDisjoint(spans);
        List<StoredArray> arrays = spans.stream().map(this::stored).toList();
        return new OpenArrays(file, arrays, metadata, false, List.of(channel));
    }

    private StoredArray stored(Span span) {
        StoredArray.Source source = Element.named(span.array().type())
                .map(element -> (StoredArray.Source) () -> new Decoder(
                        new FileRange(channel, dataStart + span.begin(), dataStart + span.end()),
                        element,
                        ByteOrder.LITTLE_ENDIAN,
                        (span.end() - span.begin()) / element.bytes()))
                .orElse(null);
        return new StoredArray(file, span.array(), source);
    }

    private Span span(String name, JsonNode entry) {
        JsonNode offsets = entry.path("data_offsets");
        if (!entry.path("dtype").isString()
                || !integers(entry.path("shape"))
                || !integers(offsets)
                || offsets.size() != 2) {
            throw new FormatException(file, "'" + name + "' lacks a dtype, a shape or two data_offsets");
        }
        List<Long> shape =
                entry.get("shape").valueStream().map(JsonNode::longValue).toList();
        Span span = new Span(
                new Array.Header(name, entry.get("dtype").stringValue(), shape),
                offsets.get(0).longValue(),
                offsets.get(1).longValue());
        long available = size() - dataStart;
        if (span.begin() < 0 || span.end() < span.begin() || span.end() > available) {
            throw new FormatException(
                    file,
                    "'" + name + "' lies at bytes " + span.begin() + " to " + span.end() + " of " + available
                            + ": the file is damaged or cut off");
        }
        long count = Budget.count(file, name, shape);
        Element.named(span.array().type()).ifPresent(element -> {
            if (count * element.bytes() != span.end() - span.begin()) {
                throw new FormatException(
                        file,
                        span.array() + " has " + (span.end() - span.begin()) + " bytes: its shape asks for others");
            }
        });
        return span;
    }

    private static boolean integers(JsonNode list) {
        return list.isArray() && list.valueStream().allMatch(JsonNode::canConvertToLong);
    }

    /** The format forbids overlaps; without them no file asks for more memory than it has bytes. */
    private void requireDisjoint(List<Span> spans) {
        List<Span> sorted = new ArrayList<>(spans);
        sorted.sort(Comparator.comparingLong(Span::begin).thenComparingLong(Span::end));
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).begin() < sorted.get(i - 1).end()) {
                throw new FormatException(
                        file,
                        "'" + sorted.get(i).array().name() + "' and '"
                                + sorted.get(i - 1).array().name() + "' overlap: the file is damaged");
            }
        }
    }

    private long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw new FormatException(file, "cannot be read: " + e.getMessage());
        }
    }

    private ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new FormatException(file, "ends in the middle of its data");
            }
        }
        return bytes.flip();
    }

    /** Writes float32; the header is padded with blanks, so that the numbers start at a multiple of 8. */
    static void write(OutputStream out, List<Array> arrays, Map<String, String> metadata) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put(METADATA, metadata);
        long offset = 0;
        for (Array array : arrays) {
            long end = offset + 4L * array.values().length;
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("dtype", Element.F32.name());
            entry.put("shape", array.shape());
            entry.put("data_offsets", List.of(offset, end));
            header.put(array.name(), entry);
            offset = end;
        }
        byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        int padding = (8 - json.length % 8) % 8;
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        out.write(length.putLong(json.length + padding).array());
        out.write(json);
        out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        for (Array array : arrays) {
            out.write(Npy.bytes(array.values()));
        }
    }
}
