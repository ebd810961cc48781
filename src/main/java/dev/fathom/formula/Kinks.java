package dev.fathom.formula;

import java.util.List;
import java.util.TreeSet;

/** Where a slope of a formula or the slope's slope jumps, found by looking for changes of sign. */
public final class Kinks {
    /** Pre-activations beyond are rare, and a kink there moves no integral that a tool prints. */
    private static final double REACH = 64;

    /** A step that is no simple fraction, so that kinks at such numbers lie between two places. */
    private static final double STEP = Math.PI / 200;

    private Kinks() {}

    /** Ascending. */
    public static List<Double> of(Program program) {
        TreeSet<Double> kinks = new TreeSet<>();
        List<Double> before = program.switches(-REACH);
        for (double x = -REACH; x < REACH; x += STEP) {
            List<Double> after = program.switches(x + STEP);
            for (int i = 0; i < before.size(); i++) {
                if (before.get(i) * after.get(i) < 0) {
                    kinks.add(between(program, i, x, x + STEP));
                }
            }
            before = after;
        }
        return List.copyOf(kinks);
    }

    /** By halves, down to neighbouring numbers; of those the one where the difference is 0, if there is one. */
    private static double between(Program program, int difference, double left, double right) {
        double low = left;
        double high = right;
        boolean rising = program.switches(low).get(difference) < 0;
        while (Math.nextUp(low) < high) {
            double middle = 0.5 * (low + high);
            double there = program.switches(middle).get(difference);
            if (there == 0) {
                return middle + 0.0; // no negative zero
            }
            if (there < 0 == rising) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
