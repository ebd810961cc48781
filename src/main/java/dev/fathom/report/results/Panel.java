package dev.fathom.report.results;

import dev.fathom.study.Trial;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What shares one map: of depth against initializer, or for a series of depth against σ_w.
 *
 * @param series the initializer whose weights take several scales, with its biases; empty for a map of initializers
 */
public record Panel(String activation, String architecture, String data, String width, String series) {
    public static Panel of(Trial trial) {
        return new Panel(
                Numbers.shorten(trial.activation()), trial.architecture(), trial.data(), width(trial.widths()), "");
    }

    /** The panel of a trial in which only the scale of the weights varies. */
    static Panel ofSeries(Trial trial) {
        Panel panel = of(trial);
        String name = trial.initializer().replaceFirst("\\(.*", "");
        String series = trial.biasStd() == 0 ? name : name + ", σ_b = " + Numbers.text(trial.biasStd());
        return new Panel(panel.activation, panel.architecture, panel.data, panel.width, series);
    }

    public boolean isSeries() {
        return !series.isEmpty();
    }

    /** {@code 128}, or for layers that differ {@code 256 to 32}. */
    private static String width(List<Integer> widths) {
        List<Integer> distinct = widths.stream().distinct().collect(Collectors.toList());
        return distinct.size() == 1
                ? String.valueOf(distinct.get(0))
                : widths.get(0) + " to " + widths.get(widths.size() - 1);
    }
}
