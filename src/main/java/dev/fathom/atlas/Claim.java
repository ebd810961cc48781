package dev.fathom.atlas;

import dev.fathom.confidence.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A statement about initialization that can turn out false.
 *
 * @param name short, stable, typed by users
 * @param source paper with figure or table, or practice
 * @param statement as a checkable inequality
 * @param published the figure that the source gives
 * @param parts what is to be measured at a scale, in the order of depth; what they share is computed once
 * @param fullData the data that the published figures are of, which full scale needs; empty if any will do
 * @param scope what the verdict is confined to, where the source speaks of other networks; empty elsewhere
 * @param rule how the number of networks was chosen
 */
public record Claim(
        String name,
        String source,
        String statement,
        String published,
        Function<Scale, List<Part>> parts,
        String fullData,
        String scope,
        String rule) {
    public static final String FIXED = "fixed before anything was measured";

    public Claim(
            String name,
            String source,
            String statement,
            String published,
            Function<Scale, List<Part>> parts,
            String fullData) {
        this(name, source, statement, published, parts, fullData, "", FIXED);
    }

    public Claim(String name, String source, String statement, String published, Function<Scale, List<Part>> parts) {
        this(name, source, statement, published, parts, "");
    }

    /** One expectation and the measurement that puts it to the test. */
    public record Part(Expectation expectation, Function<ClaimRunner, Interval> measurement) {}

    /** @throws IllegalArgumentException where full scale needs other data */
    public void requireData(Scale scale, String data) {
        if (scale == Scale.FULL && !fullData.isEmpty() && !data.startsWith(fullData + ":")) {
            throw new IllegalArgumentException(name + " at full scale compares with figures on " + fullData
                    + ": add --data " + fullData + ":DIR, or run it at --scale quick");
        }
    }

    /**
     * Measures every part.
     *
     * @param done told after each
     */
    public Finding run(ClaimRunner runner, Runnable done) {
        List<Reading> readings = new ArrayList<>();
        for (Part part : parts.apply(runner.scale())) {
            runner.takeSettings();
            Interval measured = part.measurement().apply(runner);
            readings.add(new Reading(part.expectation(), measured, Setting.merged(runner.takeSettings())));
            done.run();
        }
        return new Finding(readings);
    }
}
