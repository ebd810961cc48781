package dev.fathom.atlas.builtin;

import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Setting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Figures that several parts of a claim need: measured once, and on record for each part. */
final class Shared<K> {
    private final Map<K, Figures> known = new HashMap<>();

    private record Figures(double[] values, List<Setting> settings) {}

    double[] of(ClaimRunner lab, K key, Function<K, double[]> measure) {
        List<Setting> before = lab.takeSettings();
        Figures figures = known.get(key);
        if (figures == null) {
            double[] values = measure.apply(key);
            figures = new Figures(values, lab.takeSettings());
            known.put(key, figures);
        }
        before.forEach(lab::record);
        figures.settings().forEach(lab::record);
        return figures.values();
    }
}
