package dev.fathom.formats.models;

import dev.fathom.formats.Array;
import dev.fathom.formats.Budget;
import dev.fathom.formats.Decoder;
import dev.fathom.formats.Element;
import dev.fathom.formats.FileRange;
import dev.fathom.formats.FormatException;
import dev.fathom.formats.OpenArrays;
import dev.fathom.formats.StoredArray;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Initializers of an ONNX graph, in the order in which its nodes use them; numbers may lie in files beside it. */
final class Onnx {
    /** {@code TensorProto.DataType}; what stands in the list is named, what has an {@link Element} is read. */
    private static final List<String> TYPES = List.of(
            "undefined",
            "F32",
            "U8",
            "I8",
            "U16",
            "I16",
            "I32",
            "I64",
            "STRING",
            "BOOL",
            "F16",
            "F64",
            "U32",
            "U64",
            "C64",
            "C128",
            "BF16",
            "F8_E4M3",
            "F8_E4M3FNUZ",
            "F8_E5M2",
            "F8_E5M2FNUZ",
            "U4",
            "I4",
            "F4");

    private final Path file;
    private final FileChannel channel;
    private final List<Closeable> resources = new ArrayList<>();
    private final Map<String, FileChannel> beside = new HashMap<>();
    private final List<StoredArray> arrays = new ArrayList<>();
    private final Map<String, Integer> use = new LinkedHashMap<>();
    private int transposed;
    private int plain;

    /** A tensor while its fields come in. */
    private static final class Tensor {
        private String name = "";
        private int type;
        private final List<Long> shape = new ArrayList<>();
        private long begin = -1;
        private long end;
        private boolean widened;
        private final Map<String, String> external = new HashMap<>();
    }

    private Onnx(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
        resources.add(channel);
    }

    static OpenArrays open(Path file) throws IOException {
        Onnx onnx = new Onnx(file, FileChannel.open(file));
        try {
            return onnx.model();
        } catch (EOFException e) {
            onnx.close();
            throw new FormatException(file, "not an ONNX model, or cut off");
        } catch (IOException e) {
            onnx.close();
            throw new FormatException(file, "not an ONNX model: " + e.getMessage());
        } catch (RuntimeException e) {
            onnx.close();
            throw e;
        }
    }

    private void close() throws IOException {
        for (Closeable resource : resources) {
            resource.close();
        }
    }

    private OpenArrays model() throws IOException {
        ProtobufReader model = new ProtobufReader(channel, 0, channel.size());
        boolean graph = false;
        while (model.next()) {
            if (model.field() == 7 && model.bytes()) {
                graph = true;
                graph(model.message());
            }
        }
        if (!graph) {
            throw new FormatException(file, "not an ONNX model: it has no graph");
        }
        arrays.sort(Comparator.comparing(a -> use.getOrDefault(a.name(), Integer.MAX_VALUE)));
        Map<String, String> metadata = transposed > 0 && plain == 0
                ? Map.of("layout", "torch")
                : plain > 0 && transposed == 0 ? Map.of("layout", "keras") : Map.of();
        return new OpenArrays(file, arrays, metadata, true, resources);
    }

    private void graph(ProtobufReader graph) throws IOException {
        while (graph.next()) {
            if (graph.field() == 1 && graph.bytes()) {
                node(graph.message());
            } else if (graph.field() == 5 && graph.bytes()) {
                initializer(graph.message());
            }
        }
    }

    /** Which initializers a node takes, and which way: {@code Gemm} with {@code transB} has them as (out, in). */
    private void node(ProtobufReader node) throws IOException {
        String operation = "";
        boolean transB = false;
        while (node.next()) {
            if (node.field() == 1 && node.bytes()) {
                use.putIfAbsent(node.text(), use.size());
            } else if (node.field() == 4) {
                operation = node.text();
            } else if (node.field() == 5) {
                transB |= transB(node.message());
            }
        }
        if (operation.equals("Gemm") && transB) {
            transposed++;
        } else if (operation.equals("Gemm") || operation.equals("MatMul")) {
            plain++;
        }
    }

    private static boolean transB(ProtobufReader attribute) throws IOException {
        boolean named = false;
        boolean set = false;
        while (attribute.next()) {
            named |= attribute.field() == 1 && attribute.text().equals("transB");
            set |= attribute.field() == 3 && attribute.value() == 1;
        }
        return named && set;
    }

    private void initializer(ProtobufReader fields) throws IOException {
        Tensor tensor = new Tensor();
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> dimensions(fields, tensor.shape);
                case 2 -> tensor.type = (int) fields.value();
                case 8 -> tensor.name = fields.text();
                case 4, 5, 9, 10 -> {
                    if (fields.bytes() && fields.end() > fields.begin()) {
                        tensor.begin = fields.begin();
                        tensor.end = fields.end();
                        tensor.widened = fields.field() == 5;
                    }
                }
                case 13 -> entry(fields.message(), tensor.external);
                default -> {}
            }
        }
        arrays.add(stored(tensor));
    }

    private static void dimensions(ProtobufReader fields, List<Long> shape) throws IOException {
        if (!fields.bytes()) {
            shape.add(fields.value());
            return;
        }
        for (ProtobufReader packed = fields.message(); packed.more(); ) {
            shape.add(packed.varint());
        }
    }

    private static void entry(ProtobufReader entry, Map<String, String> into) throws IOException {
        String key = "";
        String value = "";
        while (entry.next()) {
            if (entry.field() == 1) {
                key = entry.text();
            } else if (entry.field() == 2) {
                value = entry.text();
            }
        }
        into.put(key, value);
    }

    private StoredArray stored(Tensor tensor) throws IOException {
        String type = tensor.type >= 0 && tensor.type < TYPES.size() ? TYPES.get(tensor.type) : "type " + tensor.type;
        Array.Header header = new Array.Header(tensor.name, type, tensor.shape);
        Optional<Element> element = Element.named(type);
        long count = Budget.count(file, tensor.name, tensor.shape);
        if (element.isEmpty() || tensor.widened) {
            return new StoredArray(file, header, null); // halves as varints: no exporter writes them
        }
        long length = count * element.get().bytes();
        FileChannel in = channel;
        long begin = tensor.begin;
        long available = begin < 0 ? 0 : tensor.end - begin;
        if (!tensor.external.isEmpty()) {
            in = external(tensor);
            begin = number(tensor, "offset", 0);
            available = Math.min(in.size() - begin, number(tensor, "length", length));
        }
        if (available != length) {
            throw new FormatException(file, header + " has " + available + " bytes: its shape asks for others");
        }
        FileChannel from = in;
        long at = begin;
        return new StoredArray(
                file,
                header,
                () -> new Decoder(new FileRange(from, at, at + length), element.get(), ByteOrder.LITTLE_ENDIAN, count));
    }

    private FileChannel external(Tensor tensor) throws IOException {
        String location = tensor.external.getOrDefault("location", "");
        Path folder = file.toAbsolutePath().normalize().getParent();
        Path other = folder.resolve(location).normalize();
        if (location.isEmpty() || !other.startsWith(folder)) {
            throw new FormatException(file, "'" + tensor.name + "' lies in no file of this folder: '" + location + "'");
        }
        if (!beside.containsKey(location)) {
            try {
                FileChannel opened = FileChannel.open(other);
                beside.put(location, opened);
                resources.add(opened);
            } catch (java.nio.file.NoSuchFileException e) {
                throw new FormatException(file, "its numbers lie in " + location + ", which is missing: fetch it");
            }
        }
        return beside.get(location);
    }

    private long number(Tensor tensor, String key, long otherwise) {
        String text = tensor.external.get(key);
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new FormatException(file, "'" + tensor.name + "' has the " + key + " '" + text + "'");
        }
    }
}
