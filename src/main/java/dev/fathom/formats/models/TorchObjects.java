package dev.fathom.formats.models;

import dev.fathom.formats.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What PyTorch's pickles may hold: tensors, their storages, dictionaries, and words that say nothing of weights. */
final class TorchObjects implements Pickle.Constructors {
    /** Types of storages and their dtypes, by the name that safetensors has for them. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("torch.FloatStorage", "F32"),
            Map.entry("torch.DoubleStorage", "F64"),
            Map.entry("torch.HalfStorage", "F16"),
            Map.entry("torch.BFloat16Storage", "BF16"),
            Map.entry("torch.LongStorage", "I64"),
            Map.entry("torch.IntStorage", "I32"),
            Map.entry("torch.ShortStorage", "I16"),
            Map.entry("torch.CharStorage", "I8"),
            Map.entry("torch.ByteStorage", "U8"),
            Map.entry("torch.BoolStorage", "BOOL"),
            Map.entry("torch.ComplexFloatStorage", "C64"),
            Map.entry("torch.ComplexDoubleStorage", "C128"),
            Map.entry("torch.QInt8Storage", "quantized I8"),
            Map.entry("torch.QUInt8Storage", "quantized U8"),
            Map.entry("torch.QInt32Storage", "quantized I32"),
            Map.entry("torch.storage.UntypedStorage", "untyped"),
            Map.entry("torch.UntypedStorage", "untyped"),
            Map.entry("torch.float32", "F32"),
            Map.entry("torch.float64", "F64"),
            Map.entry("torch.float16", "F16"),
            Map.entry("torch.bfloat16", "BF16"),
            Map.entry("torch.float8_e4m3fn", "F8_E4M3"),
            Map.entry("torch.float8_e5m2", "F8_E5M2"),
            Map.entry("torch.float8_e4m3fnuz", "F8_E4M3FNUZ"),
            Map.entry("torch.float8_e5m2fnuz", "F8_E5M2FNUZ"),
            Map.entry("torch.uint16", "U16"),
            Map.entry("torch.uint32", "U32"),
            Map.entry("torch.uint64", "U64"));

    private static final Map<String, Integer> SIZES = Map.ofEntries(
            Map.entry("I64", 8),
            Map.entry("I32", 4),
            Map.entry("I16", 2),
            Map.entry("I8", 1),
            Map.entry("U8", 1),
            Map.entry("BOOL", 1),
            Map.entry("C64", 8),
            Map.entry("C128", 16),
            Map.entry("untyped", 1),
            Map.entry("quantized I8", 1),
            Map.entry("quantized U8", 1),
            Map.entry("quantized I32", 4));

    /** Words beside the weights, such as a best accuracy that numpy counted. */
    private static final Set<String> WORDS = Set.of(
            "numpy.core.multiarray.scalar",
            "numpy._core.multiarray.scalar",
            "numpy.dtype",
            "_codecs.encode",
            "torch.device",
            "torch.serialization._get_layout");

    /** @param count elements */
    record Storage(String type, String key, long count) {
        int elementBytes() {
            return Element.named(type).map(Element::bytes).orElseGet(() -> SIZES.getOrDefault(type, 1));
        }
    }

    record Tensor(Storage storage, String type, long offset, List<Long> size, List<Long> stride) {}

    /** In the order of the file: the old form has them one after the other. */
    private final Map<String, Storage> storages = new LinkedHashMap<>();

    @Override
    public Object construct(String name, List<Object> arguments) {
        switch (name) {
            case "collections.OrderedDict", "builtins.dict", "__builtin__.dict", "collections.defaultdict":
                return dictionary(arguments);
            case "torch.Size", "builtins.set", "__builtin__.set", "builtins.list", "builtins.tuple":
                return arguments.isEmpty() ? new ArrayList<>() : arguments.get(0);
            case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor_v3":
                return tensor(name, arguments);
            case "torch._utils._rebuild_parameter", "torch._utils._rebuild_parameter_with_state":
                return argument(name, arguments, 0);
            default:
                if (WORDS.contains(name)) {
                    return new LinkedHashMap<>();
                }
                throw new Pickle.Refused("holds an object of " + name
                        + ": only tensors and dictionaries of tensors are read; save model.state_dict() alone");
        }
    }

    /** An ordered dictionary may come with its pairs. */
    private static Map<Object, Object> dictionary(List<Object> arguments) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (!arguments.isEmpty() && arguments.get(0) instanceof List<?> pairs) {
            for (Object pair : pairs) {
                if (pair instanceof List<?> two && two.size() == 2 && two.get(0) instanceof String key) {
                    map.put(key, two.get(1));
                }
            }
        }
        return map;
    }

    private static Tensor tensor(String name, List<Object> arguments) {
        if (!(argument(name, arguments, 0) instanceof Storage storage)) {
            throw new Pickle.Refused("is damaged: a tensor without a storage");
        }
        boolean typed = name.endsWith("_v3") && arguments.size() > 6 && arguments.get(6) instanceof Pickle.Global;
        String type = typed ? type(((Pickle.Global) arguments.get(6)).name()) : storage.type();
        return new Tensor(
                storage,
                type,
                number(argument(name, arguments, 1)),
                numbers(argument(name, arguments, 2)),
                numbers(argument(name, arguments, 3)));
    }

    private static Object argument(String name, List<Object> arguments, int index) {
        if (arguments.size() <= index) {
            throw new Pickle.Refused("is damaged: " + name + " without its arguments");
        }
        return arguments.get(index);
    }

    private static List<Long> numbers(Object list) {
        if (!(list instanceof List<?> items)) {
            throw new Pickle.Refused("is damaged: a shape that is none");
        }
        return items.stream().map(TorchObjects::number).toList();
    }

    private static long number(Object value) {
        if (value instanceof Long number && number >= 0) {
            return number;
        }
        throw new Pickle.Refused("is damaged: '" + value + "' as a size");
    }

    private static String type(String global) {
        String type = TYPES.get(global);
        if (type == null) {
            throw new Pickle.Refused("holds numbers of the type " + global + ", which is not read");
        }
        return type;
    }

    /** {@code ('storage', type, key, location, elements)}, in the old form with a view of another storage behind. */
    @Override
    public Object persistent(Object id) {
        if (id instanceof List<?> parts
                && parts.size() >= 5
                && "storage".equals(parts.get(0))
                && parts.get(1) instanceof Pickle.Global type) {
            String key = String.valueOf(parts.get(2));
            Storage storage = new Storage(type(type.name()), key, number(parts.get(4)));
            return storages.computeIfAbsent(key, k -> storage);
        }
        if (id instanceof List<?> parts && !parts.isEmpty() && "module".equals(parts.get(0))) {
            throw new Pickle.Refused("holds a whole module: save model.state_dict() alone");
        }
        throw new Pickle.Refused("is damaged: it names an object that is no storage");
    }

    Map<String, Storage> storages() {
        return storages;
    }
}
