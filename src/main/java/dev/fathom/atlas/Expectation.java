package dev.fathom.atlas;

import dev.fathom.atlas.Criterion.AtLeast;
import dev.fathom.atlas.Criterion.AtMost;
import dev.fathom.atlas.Criterion.Between;
import dev.fathom.confidence.Interval;
import java.util.function.Function;

/**
 * One checkable part of a claim.
 *
 * @param label what is measured
 * @param depth hidden layers at which it is measured; 0 where depth is not the question
 */
public record Expectation(String label, int depth, Criterion criterion) {
    static Expectation atMost(double limit, int depth, String label) {
        return new Expectation(label, depth, new AtMost(limit));
    }

    static Expectation atLeast(double limit, int depth, String label) {
        return new Expectation(label, depth, new AtLeast(limit));
    }

    static Expectation between(double low, double high, int depth, String label) {
        return new Expectation(label, depth, new Between(low, high));
    }

    Claim.Part by(Function<ClaimRunner, Interval> measurement) {
        return new Claim.Part(this, measurement);
    }
}
