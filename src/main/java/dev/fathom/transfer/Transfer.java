package dev.fathom.transfer;

import dev.fathom.confidence.Interval;
import java.util.List;
import java.util.Locale;

/**
 * What became of one parametrization.
 *
 * @param optima by size, ascending
 * @param slope of log₂(best rate) a doubling of the size, bootstrapped over the seeds
 * @param givenUp how much greater the loss of the largest networks is under the best rate of the smallest, as a ratio less 1
 * @param coordinates how far layers move, and how that grows with the size
 * @param updates of weights over the weights, likewise
 * @param trained networks
 * @param grid networks that every rate with every seed would have taken
 */
public record Transfer(
        String parametrization,
        List<Optimum> optima,
        Interval slope,
        Interval givenUp,
        List<CoordinateCheck.Coordinate> coordinates,
        List<CoordinateCheck.Coordinate> updates,
        int trained,
        int grid) {
    /** Slopes within this of 0 are none: the best rate of sizes 8 times apart differs by less than a factor 1.7. */
    public static final double FLAT = 0.25;

    /** In the words of tables and files. */
    public enum Verdict {
        TRANSFERS("transfers"),
        DOES_NOT("does not"),
        UNDECIDED("undecided");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public Verdict verdict() {
        return verdict(slope);
    }

    static Verdict verdict(Interval slope) {
        if (slope.low() >= -FLAT && slope.high() <= FLAT) {
            return Verdict.TRANSFERS;
        }
        return slope.low() > FLAT || slope.high() < -FLAT ? Verdict.DOES_NOT : Verdict.UNDECIDED;
    }

    /** The answer in a sentence. */
    public String sentence() {
        return String.format(
                Locale.ROOT,
                "%s: the best rate changes by 2^%.2f a doubling (95 %%: %.2f to %.2f): %s; with the smallest"
                        + " network's rate the largest gives up %.1f %% of its loss (95 %%: %.1f to %.1f).",
                parametrization,
                slope.value(),
                slope.low(),
                slope.high(),
                verdict().word(),
                100 * givenUp.value(),
                100 * givenUp.low(),
                100 * givenUp.high());
    }
}
