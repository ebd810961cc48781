package dev.fathom.study;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers by rule where a list may stand: {@code range(10)}, {@code range(0, 100, 20)} without its end as in Python,
 * {@code linspace(1, 3, 5)}, and {@code logspace(1e-4, 1, 9)}, also called geomspace, with both ends.
 */
final class Progression {
    private static final Pattern CALL =
            Pattern.compile("\\s*(range|linspace|logspace|geomspace)\\s*\\(([^()]*)\\)\\s*");
    /** As JSON Schema has it. */
    static final String SCHEMA = "^(range|linspace|logspace|geomspace)\\(.*\\)$";

    private static final int MOST = 1_000_000;

    /** What of a number is kept: more is the rounding of powers, and 0.001 should be 0.001. */
    private static final MathContext DIGITS = new MathContext(14);

    private Progression() {}

    static boolean is(String text) {
        return CALL.matcher(text).matches();
    }

    /** @throws IllegalArgumentException in one line where its arguments make no progression */
    static List<String> of(String text) {
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no progression");
        }
        List<Double> arguments = new ArrayList<>();
        for (String argument : call.group(2).split(",", -1)) {
            try {
                arguments.add(Double.parseDouble(argument.strip()));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(call.group(1) + " takes numbers, got '" + argument.strip() + "'");
            }
        }
        return call.group(1).equals("range") ? range(arguments) : between(call.group(1), arguments);
    }

    private static List<String> range(List<Double> arguments) {
        boolean whole = arguments.stream().allMatch(x -> x == Math.rint(x) && Math.abs(x) < 1e15);
        if (arguments.size() > 3 || !whole) {
            throw new IllegalArgumentException("write range(END), range(START, END) or range(START, END, STEP)"
                    + " with whole numbers, without the end as in Python");
        }
        double start = arguments.size() == 1 ? 0 : arguments.get(0);
        double end = arguments.get(arguments.size() == 1 ? 0 : 1);
        double step = arguments.size() == 3 ? arguments.get(2) : 1;
        if (step == 0 || (end - start) / step <= 0) {
            throw new IllegalArgumentException("the range has no numbers: it goes from " + Field.text(start)
                    + " to before " + Field.text(end) + " by " + Field.text(step));
        }
        double count = Math.ceil((end - start) / step);
        requireFew(count);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(Field.text(start + i * step));
        }
        return numbers;
    }

    private static List<String> between(String name, List<Double> arguments) {
        boolean counted =
                arguments.size() == 3 && arguments.get(2) == Math.rint(arguments.get(2)) && arguments.get(2) >= 2;
        if (!counted || !arguments.stream().allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "write " + name + "(FIRST, LAST, COUNT) with a whole count of at least 2");
        }
        requireFew(arguments.get(2));
        double first = arguments.get(0);
        double last = arguments.get(1);
        int steps = arguments.get(2).intValue() - 1;
        boolean factors = !name.equals("linspace");
        if (factors && !(first > 0 && last > 0)) {
            throw new IllegalArgumentException(
                    name + " goes by factors from its first number to its last, so both must be"
                            + " positive (they are the numbers themselves, not exponents), got " + first + ", " + last);
        }
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i <= steps; i++) {
            double share = (double) i / steps;
            double number = factors
                    ? Math.exp((1 - share) * Math.log(first) + share * Math.log(last))
                    : first + share * (last - first);
            double exact = i == 0
                    ? first
                    : i == steps ? last : new BigDecimal(number).round(DIGITS).doubleValue();
            numbers.add(Field.text(exact));
        }
        return numbers;
    }

    private static void requireFew(double count) {
        if (count > MOST) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "a progression of %.0f numbers, where %d are allowed", count, MOST));
        }
    }
}
