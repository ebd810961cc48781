package dev.fathom.formats.models;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Python's pickle as data, protocols 0 to 5: numbers, texts, lists, tuples and dictionaries. Whatever else a pickle would
 * have Python call is handed to {@link Constructors}, which knows a closed list; nothing is executed.
 */
final class Pickle {
    /** What stands for the calls in a pickle. */
    interface Constructors {
        /** @throws Refused for a name that is not on the list */
        Object construct(String name, List<Object> arguments);

        /** An object that the pickle only names. */
        Object persistent(Object id);
    }

    /** A function or class by its full name. */
    record Global(String name) {}

    /** What is not on the list, or no pickle at all. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String what) {
            super(what);
        }
    }

    private static final int MOST_OBJECTS = 50_000_000;

    private final DataInputStream in;
    private final Constructors constructors;
    private final Deque<List<Object>> marked = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();
    private List<Object> stack = new ArrayList<>();

    private Pickle(InputStream in, Constructors constructors) {
        this.in = new DataInputStream(in);
        this.constructors = constructors;
    }

    /** Reads one pickled object, and not a byte more. */
    static Object read(InputStream in, Constructors constructors) throws IOException {
        return new Pickle(in, constructors).run();
    }

    private Object run() throws IOException {
        for (int steps = 0; steps < MOST_OBJECTS; steps++) {
            int code = in.readUnsignedByte();
            if (code == '.') {
                return pop();
            }
            if (!scalar(code) && !container(code) && !memory(code)) {
                call(code);
            }
        }
        throw new Refused("has more objects than any model");
    }

    private boolean scalar(int code) throws IOException {
        switch (code) {
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'I', 'L' -> push(number(line()));
            case 'J' -> push((long) Integer.reverseBytes(in.readInt()));
            case 'K' -> push((long) in.readUnsignedByte());
            case 'M' -> push((long) Short.toUnsignedInt(Short.reverseBytes(in.readShort())));
            case 0x8a -> push(big(in.readUnsignedByte()));
            case 0x8b -> push(big(Integer.reverseBytes(in.readInt())));
            case 'F' -> push(real(line()));
            case 'G' -> push(in.readDouble());
            case 'S' -> push(line().replaceAll("^['\"]|['\"]$", ""));
            case 'V' -> push(line());
            case 'U', 0x8c, 'C' -> push(text(in.readUnsignedByte()));
            case 'T', 'X', 'B' -> push(text(Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()))));
            case 0x8d, 0x8e, 0x96 -> push(text(Long.reverseBytes(in.readLong())));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean container(int code) {
        switch (code) {
            case '(' -> {
                marked.push(stack);
                stack = new ArrayList<>();
            }
            case ']', ')', 0x8f -> push(new ArrayList<>());
            case 't', 'l', 0x91 -> push(sinceMark());
            case 0x85 -> push(last(1));
            case 0x86 -> push(last(2));
            case 0x87 -> push(last(3));
            case 'a' -> {
                Object item = pop();
                list(peek()).add(item);
            }
            case 'e', 0x90 -> {
                List<Object> items = sinceMark();
                list(peek()).addAll(items);
            }
            case '}' -> push(new LinkedHashMap<>());
            case 'd' -> {
                List<Object> items = sinceMark();
                push(new LinkedHashMap<>());
                put(items);
            }
            case 's' -> put(last(2));
            case 'u' -> put(sinceMark());
            case '0' -> pop();
            case '1' -> sinceMark();
            case '2' -> push(peek());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memory(int code) throws IOException {
        switch (code) {
            case 'p' -> memo.put((int) number(line()), peek());
            case 'q' -> memo.put(in.readUnsignedByte(), peek());
            case 'r' -> memo.put(Integer.reverseBytes(in.readInt()), peek());
            case 0x94 -> memo.put(memo.size(), peek());
            case 'g' -> push(remembered((int) number(line())));
            case 'h' -> push(remembered(in.readUnsignedByte()));
            case 'j' -> push(remembered(Integer.reverseBytes(in.readInt())));
            case 0x80 -> in.readUnsignedByte();
            case 0x95 -> in.readLong();
            default -> {
                return false;
            }
        }
        return true;
    }

    private void call(int code) throws IOException {
        switch (code) {
            case 'c' -> push(new Global(line() + "." + line()));
            case 0x93 -> {
                List<Object> names = last(2);
                push(new Global(names.get(0) + "." + names.get(1)));
            }
            case 'R', 0x81 -> {
                Object arguments = pop();
                push(constructors.construct(name(pop()), list(arguments)));
            }
            case 'b' -> build(pop());
            case 'Q' -> push(constructors.persistent(pop()));
            case 'P' -> push(constructors.persistent(line()));
            default ->
                throw new Refused("has the pickle instruction 0x" + Integer.toHexString(code)
                        + ", which tensors and state dicts do not need");
        }
    }

    /** The state of an object on the stack: attributes of a dictionary, such as a state dict's {@code _metadata}, say nothing. */
    private void build(Object state) {
        if (!(peek() instanceof Map) || !(state instanceof Map || state instanceof List)) {
            throw new Refused("sets the state of an object that is no dictionary");
        }
    }

    private static String name(Object called) {
        if (called instanceof Global global) {
            return global.name();
        }
        throw new Refused("calls what has no name");
    }

    private void put(List<Object> items) {
        if (!(peek() instanceof Map<?, ?>)) {
            throw new Refused("is damaged: it fills a dictionary that is none");
        }
        @SuppressWarnings("unchecked")
        Map<Object, Object> map = (Map<Object, Object>) peek();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            Object key = items.get(i);
            if (key instanceof String || key instanceof Number || key instanceof Boolean) {
                map.put(key, items.get(i + 1)); // other keys name no tensor
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object object) {
        if (object instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new Refused("is damaged: it uses as a list what is none");
    }

    private Object remembered(int index) {
        if (!memo.containsKey(index)) {
            throw new Refused("is damaged: it refers to an object that is not there");
        }
        return memo.get(index);
    }

    private List<Object> sinceMark() {
        List<Object> items = stack;
        if (marked.isEmpty()) {
            throw new Refused("is damaged: it closes what it never opened");
        }
        stack = marked.pop();
        return items;
    }

    private List<Object> last(int count) {
        if (stack.size() < count) {
            throw new Refused("is damaged: it uses more objects than it made");
        }
        List<Object> tail = stack.subList(stack.size() - count, stack.size());
        List<Object> items = new ArrayList<>(tail);
        tail.clear();
        return items;
    }

    private void push(Object object) {
        stack.add(object);
    }

    private Object pop() {
        return last(1).get(0);
    }

    private Object peek() {
        if (stack.isEmpty()) {
            throw new Refused("is damaged: it uses more objects than it made");
        }
        return stack.get(stack.size() - 1);
    }

    private String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            text.append((char) c);
        }
        return text.toString();
    }

    private String text(long length) throws IOException {
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw new Refused("has a text of " + length + " bytes");
        }
        byte[] bytes = in.readNBytes((int) length);
        if (bytes.length < length) {
            throw new java.io.EOFException();
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Little-endian, in two's complement; what passes 64 bits is kept as its lowest. */
    private long big(int length) throws IOException {
        if (length < 0 || length > 1 << 16) {
            throw new Refused("has a whole number of " + length + " bytes");
        }
        long value = 0;
        int last = 0;
        for (int i = 0; i < length; i++) {
            last = in.readUnsignedByte();
            if (i < 8) {
                value |= (long) last << 8 * i;
            }
        }
        return length < 8 && last > 127 ? value - (1L << 8 * length) : value;
    }

    private static Object real(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new Refused("is damaged: '" + text + "' is no number");
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.endsWith("L") ? text.substring(0, text.length() - 1) : text);
        } catch (NumberFormatException e) {
            throw new Refused("is damaged: '" + text + "' is no whole number");
        }
    }
}
