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
 * @param ofDepth the figure is itself a depth, the greatest to which the claim holds
 */
public record Expectation(String label, int depth, Criterion criterion, boolean ofDepth) {
    public Expectation(String label, int depth, Criterion criterion) {
        this(label, depth, criterion, false);
    }

    /** Networks train at every depth up to this one; measured is the greatest depth at which they do. */
    public static Expectation toDepth(int most, String label) {
        return new Expectation(label, 0, new AtLeast(most), true);
    }

    public static Expectation atMost(double limit, int depth, String label) {
        return new Expectation(label, depth, new AtMost(limit));
    }

    public static Expectation atLeast(double limit, int depth, String label) {
        return new Expectation(label, depth, new AtLeast(limit));
    }

    public static Expectation between(double low, double high, int depth, String label) {
        return new Expectation(label, depth, new Between(low, high));
    }

    public Claim.Part by(Function<ClaimRunner, Interval> measurement) {
        return new Claim.Part(this, measurement);
    }
}
