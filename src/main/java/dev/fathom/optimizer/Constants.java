package dev.fathom.optimizer;

import java.util.LinkedHashMap;
import java.util.Map;

/** The constants of an optimizer: their order, and where they may lie. */
final class Constants {
    private Constants() {}

    static Map<String, Object> ordered(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }

    static void requireUnit(String name, float value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must lie in [0, 1), got " + value);
        }
    }

    static void requireNotNegative(String name, float value) {
        if (!(value >= 0 && value <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " must not be negative, got " + value);
        }
    }
}
