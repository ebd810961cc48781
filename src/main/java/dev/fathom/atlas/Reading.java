package dev.fathom.atlas;

import dev.fathom.atlas.Criterion.Judgement;
import dev.fathom.confidence.Interval;

/** An expectation and what was measured. */
public record Reading(Expectation expectation, Interval measured) {
    public Judgement judgement() {
        return expectation.criterion().judge(measured);
    }
}
