package dev.fathom.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SweepProgressTest {
    private final CohortPlan deep = cohort(16);
    private final CohortPlan shallow = cohort(6);

    @Test
    void countsWorkByDepthAndSteps() {
        SweepStatus status = new SweepStatus(List.of(deep, shallow));
        status.hear(new Event.CohortStarted("cpu", deep));
        assertThat(status.inWork()).isEqualTo(2);
        status.hear(new Event.CohortAdvanced("cpu", deep, 50));
        // 2 trials of 100 steps each: (16 + 4) and (6 + 4) a step; half of the first is done
        assertThat(status.share()).isCloseTo(1.0 / 3, within(1e-12));
        assertThat(status.secondsLeft(10)).isCloseTo(20, within(1e-9));
        assertThat(status.rate(10)).isCloseTo(4.0 / 3 / 10, within(1e-12));
        finish(status, deep, Verdict.TRAINED, Verdict.VANISHED);
        status.hear(new Event.CohortStarted("cpu", shallow));
        assertThat(status.hear(new Event.CohortFailed("cpu", shallow, "it burns")))
                .hasValueSatisfying(line -> assertThat(line).contains("cpu", "2 trials", "it burns"));
        assertThat(status.done()).isEqualTo(2);
        assertThat(status.failed()).isEqualTo(2);
        assertThat(status.share()).isEqualTo(1);
        assertThat(status.verdicts()).containsEntry(Verdict.TRAINED, 1).containsEntry(Verdict.VANISHED, 1);
    }

    @Test
    void theBestIsTheDeepestThatTrains() {
        SweepStatus status = new SweepStatus(List.of(deep, shallow));
        finish(status, shallow, Verdict.TRAINED, Verdict.TRAINED);
        assertThat(status.best().orElseThrow().trial().depth()).isEqualTo(6);
        finish(status, deep, Verdict.SLOW, Verdict.TRAINED);
        assertThat(status.best().orElseThrow().trial().depth()).isEqualTo(16);
    }

    @Test
    void drawsLinesOfAtMost80Columns() {
        SweepStatus status = new SweepStatus(List.of(deep, shallow));
        assertThat(SweepView.lines(status, 0, 80))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        status.hear(new Event.CohortStarted("cuda:0", deep));
        status.hear(new Event.CohortAdvanced("cuda:0", deep, 30));
        finish(status, shallow, Verdict.TRAINED, Verdict.STALLED);
        List<String> lines = SweepView.lines(status, 3725, 80);
        assertThat(lines).hasSize(5).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(SweepView.lines(status, 3725, 10))
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(10));
        assertThat(lines.get(0)).contains("53 %", "1:02:05 gone");
        assertThat(lines.get(1)).startsWith("2 of 4 trials done, 2 running, 0 failed");
        assertThat(lines.get(2)).isEqualTo("cuda:0  2 networks of depth 16, step 30 of 100");
        assertThat(lines.get(3)).contains("1 trained").contains("1 stalled");
        assertThat(lines.get(4)).startsWith("deepest trained so far: depth 6, tanh");
    }

    @Test
    void aLogGetsPlainLinesAndATerminalItsCursorBack() {
        assertThat(told(false)).isEqualTo("note: mind the gap\n");
        assertThat(told(true)).doesNotEndWith("m").contains("note: mind the gap\n");
    }

    private String told(boolean live) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        try (SweepProgress progress = new SweepProgress(List.of(deep), live, 80, out)) {
            progress.accept(new Event.Notice("mind the gap"));
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static void finish(SweepStatus status, CohortPlan cohort, Verdict... verdicts) {
        List<TrialResult> results = new java.util.ArrayList<>();
        for (int i = 0; i < verdicts.length; i++) {
            results.add(new TrialResult(
                    cohort.trials().get(i), verdicts[i], 2, 1, 2, 1, 0.9, new float[] {1}, new TreeMap<>(), "cpu", 1));
        }
        status.hear(new Event.CohortFinished("cpu", cohort, results));
    }

    private static CohortPlan cohort(int depth) {
        return new CohortPlan(List.of(trial(depth, 1), trial(depth, 2)));
    }

    private static Trial trial(int depth, long seed) {
        List<Integer> widths = Collections.nCopies(depth, 8);
        return Trial.of(
                Fields.INITIALIZER.is("orthogonal(gain=1.4142135623730951)"),
                Fields.ACTIVATION.is("tanh"),
                Fields.WIDTHS.is(widths),
                Fields.BATCH.is(8),
                Fields.STEPS.is(100),
                Fields.DATA.is("gaussian"),
                Fields.SEED.is(seed));
    }
}
