package dev.fathom.atlas;

import dev.fathom.atlas.Criterion.Judgement;
import dev.fathom.confidence.Interval;
import java.util.List;

/**
 * An expectation and what was measured.
 *
 * @param settings in which
 */
public record Reading(Expectation expectation, Interval measured, List<Setting> settings) {
    public Reading {
        settings = List.copyOf(settings);
    }

    /** Independent networks behind the figure, of each kind where it compares several: their seeds; 0 where none are drawn. */
    public long networks() {
        return settings.stream()
                .flatMap(setting -> setting.keys().getOrDefault("seed", List.of()).stream())
                .map(String::valueOf)
                .distinct()
                .count();
    }

    public Judgement judgement() {
        return expectation.criterion().judge(measured);
    }
}
