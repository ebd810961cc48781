package dev.fathom.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.MadeUpStatistics;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule, at both of its sides. */
class VerdictTest {
    private static final double CHANCE = Math.log(10);

    @Test
    void overflowAtInitializationComesFirst() {
        assertThat(verdict(1, 0.5, losses(2.3, 0.1))).isEqualTo(Verdict.EXPLODED);
    }

    @Test
    void trainedAndSlowAreSharesOfChance() {
        assertThat(verdict(1, 0, losses(2.3, 0.499 * CHANCE))).isEqualTo(Verdict.TRAINED);
        assertThat(verdict(1e9, 0, losses(2.3, 0.499 * CHANCE))).isEqualTo(Verdict.TRAINED);
        assertThat(verdict(1, 0, losses(2.3, 0.501 * CHANCE))).isEqualTo(Verdict.SLOW);
        assertThat(verdict(1, 0, losses(2.3, 0.899 * CHANCE))).isEqualTo(Verdict.SLOW);
    }

    @Test
    void noProgressIsToldApartByTheGradientRatio() {
        assertThat(verdict(1, 0, losses(2.3, CHANCE))).isEqualTo(Verdict.STALLED);
        assertThat(verdict(0.9e-6, 0, losses(2.3, CHANCE))).isEqualTo(Verdict.VANISHED);
        assertThat(verdict(0, 0, losses(2.3, CHANCE))).isEqualTo(Verdict.VANISHED);
        assertThat(verdict(1.1e-6, 0, losses(2.3, CHANCE))).isEqualTo(Verdict.STALLED);
        assertThat(verdict(1.1e6, 0, losses(2.3, CHANCE))).isEqualTo(Verdict.EXPLODED);
    }

    @Test
    void divergenceIsInfiniteOrFarAboveTheStart() {
        assertThat(verdict(1, 0, losses(2.3, Double.NaN))).isEqualTo(Verdict.DIVERGED);
        assertThat(verdict(1e7, 0, losses(2.3, Double.NaN))).isEqualTo(Verdict.EXPLODED);
        assertThat(verdict(1, 0, losses(2.3, 2.01 * CHANCE))).isEqualTo(Verdict.DIVERGED);
        assertThat(verdict(1, 0, losses(100, 150))).isEqualTo(Verdict.STALLED);
        assertThat(verdict(1, 0, losses(100, 201))).isEqualTo(Verdict.DIVERGED);
    }

    /** The limits themselves: "at most" holds them, "above" and "below" do not. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0.5, TRAINED",
        "1, 1, 0.9, SLOW",
        "1e6, 1, 1, STALLED",
        "1e6, 1, NaN, DIVERGED",
        "1e-6, 1, 1, STALLED",
        "1, 1, 2, STALLED",
        "1, 3, 6, STALLED"
    })
    void limitsBelongToOneSide(double ratio, double first, double last, Verdict verdict) {
        assertThat(Verdict.of(false, ratio, first, last, 1)).isEqualTo(verdict);
    }

    /** Signals, gradients and weight gradients alike. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void overflowAnywhereExplodes(int where) {
        Moments fine = moments(1, 0);
        Moments[] all = {fine, fine, fine};
        all[where] = moments(1, 0.5);
        LayerStatistics layer = MadeUpStatistics.of(1, all[0], null, all[1], all[2], fine);
        assertThat(Verdict.of(List.of(layer), losses(2.3, 0.1), CHANCE)).isEqualTo(Verdict.EXPLODED);
    }

    @Test
    void withoutGradientAtTheTopThereIsNoRatio() {
        Moments one = moments(1, 0);
        LayerStatistics first = MadeUpStatistics.of(1, one, one, moments(5, 0), one, one);
        LayerStatistics last = MadeUpStatistics.of(2, one, null, moments(0, 0), one, one);
        assertThat(Verdict.gradientRatio(List.of(first, last))).isEqualTo(1);
    }

    @Test
    void fewerThanTenLossesEndInTheLast() {
        assertThat(Verdict.finalLoss(new float[] {3, 2, 1})).isEqualTo(1);
    }

    @Test
    void wordsAreThoseOfFiles() {
        assertThat(Verdict.TRAINED.word()).isEqualTo("trained");
        assertThat(Verdict.SLOW.rule()).isEqualTo("final loss at most 90 % of chance");
    }

    private static Verdict verdict(double ratio, double nonfinite, float[] losses) {
        Moments one = moments(1, 0);
        LayerStatistics first = MadeUpStatistics.of(1, one, one, moments(ratio, nonfinite), one, one);
        LayerStatistics last = MadeUpStatistics.of(2, one, null, one, one, one);
        return Verdict.of(List.of(first, last), losses, CHANCE);
    }

    private static Moments moments(double secondMoment, double nonfinite) {
        return new Moments(0, secondMoment, secondMoment, 1, 1, 0, 0, nonfinite);
    }

    private static float[] losses(double first, double last) {
        float[] losses = new float[100];
        Arrays.fill(losses, (float) first);
        Arrays.fill(losses, 90, 100, (float) last);
        return losses;
    }
}
