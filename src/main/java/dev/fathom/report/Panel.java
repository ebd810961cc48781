package dev.fathom.report;

import dev.fathom.sweep.Trial;
import java.util.List;
import java.util.stream.Collectors;

/** What shares one map of depth against initializer. */
record Panel(String activation, String architecture, String data, String width) {
    static Panel of(Trial trial) {
        return new Panel(
                Numbers.shorten(trial.activation()), trial.architecture(), trial.data(), width(trial.widths()));
    }

    /** {@code 128}, or for layers that differ {@code 256 to 32}. */
    private static String width(List<Integer> widths) {
        List<Integer> distinct = widths.stream().distinct().collect(Collectors.toList());
        return distinct.size() == 1
                ? String.valueOf(distinct.get(0))
                : widths.get(0) + " to " + widths.get(widths.size() - 1);
    }
}
