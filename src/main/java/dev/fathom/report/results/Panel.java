package dev.fathom.report.results;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What shares one map: of depth against initializer, or for a series of depth against σ_w.
 *
 * @param traits all else that an initial network depends on, by {@link #TRAITS}
 * @param series the initializer whose weights take several scales, with its biases; empty for a map of initializers
 */
public record Panel(String activation, List<Object> traits, String width, String series) {
    /** What a panel or its rows and columns name apart. */
    private static final Set<Field<?>> NAMED = Set.of(
            Fields.INITIALIZER,
            Fields.ACTIVATION,
            Fields.WIDTHS,
            Fields.DEPTH,
            Fields.WIDTH,
            Fields.WEIGHT_GAIN,
            Fields.BIAS_STD,
            Fields.BIAS);

    static final List<Field<?>> TRAITS =
            Fields.ALL.stream().filter(Panel::isTrait).toList();

    public static Panel of(Trial trial) {
        return new Panel(Numbers.shorten(trial.activation()), trial.values(Panel::isTrait), width(trial), "");
    }

    /** The panel of a trial in which only the scale of the weights varies. */
    static Panel ofSeries(Trial trial) {
        Panel panel = of(trial);
        String name = trial.initializer().replaceFirst("\\(.*", "");
        String series = trial.biasStd() == 0 ? name : name + ", σ_b = " + Numbers.text(trial.biasStd());
        return new Panel(panel.activation, panel.traits, panel.width, series);
    }

    private static boolean isTrait(Field<?> field) {
        return !NAMED.contains(field) && field != Fields.SEED && !TrainingSetting.tuned(field);
    }

    public boolean isSeries() {
        return !series.isEmpty();
    }

    /** {@code 128}, or for layers that differ {@code 256 to 32}. */
    public static String width(Trial trial) {
        List<Integer> widths = trial.widths();
        List<Integer> distinct = widths.stream().distinct().collect(Collectors.toList());
        return distinct.size() == 1
                ? String.valueOf(distinct.get(0))
                : widths.get(0) + " to " + widths.get(widths.size() - 1);
    }
}
