package dev.fathom.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Seconds of each round of one case, by setting.
 *
 * @param seconds by setting, in the order in which they ran
 */
record Outcome(Case what, Map<Setting, double[]> seconds) {
    Outcome {
        seconds = new LinkedHashMap<>(seconds);
    }

    /** Trained steps times trials per second. */
    double rate(Setting setting) {
        return what.steps() * what.trials() / Spread.of(seconds.get(setting)).median();
    }

    /** The fastest setting of a peer with that many processes, null where none ran. */
    Setting best(String peer, int processes) {
        return seconds.keySet().stream()
                .filter(setting -> setting.contender().equals(peer) && setting.processes() == processes)
                .max(Comparator.comparingDouble(this::rate))
                .orElse(null);
    }

    /** Time of one over that of the other, round by round; null where one did not run. */
    Spread ratio(Setting slower, Setting faster) {
        double[] numerators = seconds.get(slower);
        double[] denominators = seconds.get(faster);
        return numerators == null || denominators == null ? null : Spread.ofRatios(numerators, denominators);
    }

    /** What the comparison is about, by the name it has in the JSON file; of the settings that ran. */
    Map<String, Spread> ratios() {
        Map<String, Spread> ratios = new LinkedHashMap<>();
        ratios.put("pytorch", ratio(best(Setting.PYTORCH, 1), Setting.FATHOM));
        ratios.put("pytorch_mkl", ratio(best(Setting.PYTORCH, 1), Setting.FATHOM_MKL));
        ratios.put("pytorch_processes", ratio(best(Setting.PYTORCH, 2), Setting.FATHOM));
        ratios.put("vmap", ratio(best(Setting.VMAP, 1), Setting.FATHOM));
        ratios.put("jax", ratio(best(Setting.JAX, 1), Setting.FATHOM));
        ratios.put("jax_processes", ratio(best(Setting.JAX, 2), Setting.FATHOM));
        ratios.put("dl4j", ratio(best(Setting.DL4J, 1), Setting.FATHOM));
        ratios.put("products", ratio(Setting.FATHOM, Setting.PRODUCTS));
        ratios.put("measured", measured());
        ratios.values().removeIf(Objects::isNull);
        return ratios;
    }

    /** For one measured step in ten, also where a round is shorter than ten steps and so has more of them. */
    private Spread measured() {
        Spread ratio = ratio(Setting.MEASURED, Setting.FATHOM);
        if (ratio == null) {
            return null;
        }
        double tenths = what.steps() / 10.0 / Math.ceil(what.steps() / 10.0);
        return new Spread(
                1 + (ratio.median() - 1) * tenths, 1 + (ratio.low() - 1) * tenths, 1 + (ratio.high() - 1) * tenths);
    }

    /** What is asked of a ratio; null where nothing is. */
    Double target(String ratio) {
        switch (ratio) {
            case "pytorch":
                return Target.pytorch(Setting.FATHOM, what.width());
            case "pytorch_mkl":
                return Target.pytorch(Setting.FATHOM_MKL, what.width());
            case "jax":
                return Target.JAX;
            case "dl4j":
                return Target.DL4J;
            case "products":
                return what.width() >= 128 ? Target.STEP : null;
            case "measured":
                return Target.MEASURED;
            default:
                return null;
        }
    }
}
