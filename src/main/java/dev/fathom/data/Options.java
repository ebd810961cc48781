package dev.fathom.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The {@code name=value} options of a specification. */
final class Options {
    private final String spec;
    private final Map<String, String> values = new HashMap<>();

    /**
     * @param spec the whole specification, for messages
     * @param given options, each {@code name=value}
     * @param known the names that may be given
     * @throws DataException for an unknown, repeated or malformed option
     */
    Options(String spec, List<String> given, List<String> known) {
        this.spec = spec;
        for (String option : given) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (equals < 0 || !known.contains(name)) {
                String expected = known.isEmpty() ? "no options" : "options " + String.join("=, ", known) + "=";
                throw new DataException(spec, expected, "\"" + option + "\"", "correct the option");
            }
            if (values.put(name, option.substring(equals + 1)) != null) {
                throw new DataException(spec, "one " + name + "=", "two", "remove one of them");
            }
        }
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int integer(String name, int otherwise, int least, int most) {
        String value = values.getOrDefault(name, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as an integer out of range is
        }
        throw bad(name, "an integer from " + least + " to " + most, value);
    }

    /** A number between 0 and 1, both excluded. */
    double fraction(String name, double otherwise) {
        String value = values.getOrDefault(name, Double.toString(otherwise));
        try {
            double number = Double.parseDouble(value);
            if (number > 0 && number < 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, as a number out of range is
        }
        throw bad(name, "a number between 0 and 1", value);
    }

    private DataException bad(String name, String expected, String value) {
        return new DataException(spec, name + "= to be " + expected, "\"" + value + "\"", "correct the option");
    }
}
