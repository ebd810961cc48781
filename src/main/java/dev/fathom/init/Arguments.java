package dev.fathom.init;

import java.util.Locale;
import java.util.Map;

/** The bound arguments of one initializer, read as numbers or words. */
record Arguments(String of, Map<String, String> values) {
    String word(String name) {
        return values.get(name).toLowerCase(Locale.ROOT);
    }

    String text(String name) {
        return values.get(name);
    }

    double number(String name) {
        String text = values.get(name);
        try {
            double value = Double.parseDouble(text);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the finite ones
        }
        throw new IllegalArgumentException(of + ": " + name + " must be a finite number, got '" + text + "'");
    }

    double atLeastZero(String name) {
        double value = number(name);
        if (value < 0) {
            throw new IllegalArgumentException(of + ": " + name + " must not be negative, got " + value);
        }
        return value;
    }

    double positive(String name) {
        double value = number(name);
        if (value <= 0) {
            throw new IllegalArgumentException(of + ": " + name + " must be positive, got " + value);
        }
        return value;
    }

    int count(String name) {
        double value = number(name);
        if (value < 1 || value != Math.rint(value) || value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(of + ": " + name + " must be a positive whole number, got " + value);
        }
        return (int) value;
    }

    /** The one text of a value: numbers printed from their values, words in lower case. */
    static String canonical(String text) {
        try {
            double value = Double.parseDouble(text) + 0.0; // no negative zero
            boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
            return whole ? String.valueOf((long) value) : String.valueOf(value);
        } catch (NumberFormatException e) {
            return text.toLowerCase(Locale.ROOT);
        }
    }
}
