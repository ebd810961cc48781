package dev.fathom.report.results;

import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * All trials of one initializer, one depth and one panel. Its share of trained networks is over the seeds at the best
 * setting: an initializer is not to blame for a learning rate that suits nobody.
 */
public record Cell(
        Panel panel,
        String initializer,
        int depth,
        List<FinishedTrial> trials,
        TrainingSetting setting,
        List<FinishedTrial> best) {
    static Cell of(Panel panel, String initializer, int depth, List<FinishedTrial> trials) {
        Map.Entry<TrainingSetting, List<FinishedTrial>> best = bySetting(trials).entrySet().stream()
                .max(Comparator.comparingDouble((Map.Entry<TrainingSetting, List<FinishedTrial>> entry) ->
                                trainedShare(entry.getValue()))
                        .thenComparing(entry -> orElse(median(entry.getValue(), FinishedTrial::accuracy), -1))
                        .thenComparing(entry ->
                                -orElse(median(entry.getValue(), FinishedTrial::finalLoss), Double.POSITIVE_INFINITY)))
                .orElseThrow();
        return new Cell(panel, initializer, depth, trials, best.getKey(), best.getValue());
    }

    private static Map<TrainingSetting, List<FinishedTrial>> bySetting(List<FinishedTrial> trials) {
        Map<TrainingSetting, List<FinishedTrial>> bySetting = new LinkedHashMap<>();
        for (FinishedTrial trial : trials) {
            bySetting
                    .computeIfAbsent(TrainingSetting.of(trial.trial()), s -> new ArrayList<>())
                    .add(trial);
        }
        return bySetting;
    }

    /** The same networks at each of their training settings in place of the best. */
    public List<Cell> atEachSetting() {
        return bySetting(trials).entrySet().stream()
                .map(entry -> new Cell(panel, initializer, depth, trials, entry.getKey(), entry.getValue()))
                .toList();
    }

    /** The same networks at one training setting; empty where it was not tried. */
    public Optional<Cell> at(TrainingSetting setting) {
        return atEachSetting().stream()
                .filter(cell -> cell.setting.equals(setting))
                .findFirst();
    }

    public double share() {
        return trainedShare(best);
    }

    public long trained() {
        return best.stream().filter(trial -> trial.verdict() == Verdict.TRAINED).count();
    }

    /** At least half of the seeds. */
    public boolean trains() {
        return share() >= 0.5;
    }

    public double accuracy() {
        return median(best, FinishedTrial::accuracy);
    }

    public double finalLoss() {
        return median(best, FinishedTrial::finalLoss);
    }

    /** Steps until the loss is down to half of chance, of those that get there; NaN where none does. */
    public double stepsToTrain() {
        return Numbers.median(best.stream()
                .mapToDouble(FinishedTrial::stepsToTrain)
                .filter(step -> !Double.isNaN(step))
                .toArray());
    }

    /** How often each verdict fell, at the best setting. */
    public Map<Verdict, Integer> verdicts() {
        return verdicts(best);
    }

    public static Map<Verdict, Integer> verdicts(List<FinishedTrial> trials) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        trials.forEach(trial -> counts.merge(trial.verdict(), 1, Integer::sum));
        return counts;
    }

    /** The most frequent verdict. */
    public static Verdict frequent(List<FinishedTrial> trials) {
        return verdicts(trials).entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    /** One trial for each initial network: trials that differ in the learning rate alone start from the same one. */
    public List<FinishedTrial> networks() {
        Set<Long> seen = new HashSet<>();
        return trials.stream().filter(trial -> seen.add(trial.trial().seed())).toList();
    }

    private static double trainedShare(List<FinishedTrial> trials) {
        return trials.stream()
                .mapToInt(t -> t.verdict() == Verdict.TRAINED ? 1 : 0)
                .average()
                .orElse(0);
    }

    private static double median(List<FinishedTrial> trials, ToDoubleFunction<FinishedTrial> value) {
        return Numbers.median(trials.stream().mapToDouble(value).toArray());
    }

    private static double orElse(double value, double other) {
        return Double.isNaN(value) ? other : value;
    }
}
