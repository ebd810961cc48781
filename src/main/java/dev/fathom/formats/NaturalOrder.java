package dev.fathom.formats;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Pattern;

/** Names as people count them: numbers inside compare by value, so that {@code 2.weight} comes before {@code 10.weight}. */
public enum NaturalOrder implements Comparator<String> {
    INSTANCE;

    private static final Pattern BETWEEN_NUMBERS = Pattern.compile("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");

    @Override
    public int compare(String a, String b) {
        String[] left = BETWEEN_NUMBERS.split(a);
        String[] right = BETWEEN_NUMBERS.split(b);
        for (int i = 0; i < Math.min(left.length, right.length); i++) {
            int order = number(left[i]) && number(right[i])
                    ? new BigInteger(left[i]).compareTo(new BigInteger(right[i]))
                    : left[i].compareTo(right[i]);
            if (order != 0) {
                return order;
            }
        }
        int order = Integer.compare(left.length, right.length);
        return order != 0 ? order : a.compareTo(b);
    }

    private static boolean number(String part) {
        return !part.isEmpty() && part.charAt(0) >= '0' && part.charAt(0) <= '9';
    }
}
