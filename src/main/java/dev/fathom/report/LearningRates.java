package dev.fathom.report;

import dev.fathom.report.results.Cell;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.Numbers;
import dev.fathom.study.RateSensitivity;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The final loss of one cell's networks by learning rate, at the best of the other settings for each rate, and the rate of
 * least loss with an interval: of {@value #RESAMPLES} resamples of the seeds (bootstrap), the middle 95 % of their best rates.
 */
record LearningRates(List<Cell> byRate) {
    private static final int RESAMPLES = 1000;
    private static final int TAIL = RESAMPLES / 40;

    static LearningRates of(Cell cell) {
        TreeMap<Double, Cell> byRate = cell.atEachSetting().stream()
                .collect(Collectors.toMap(
                        view -> view.setting().learningRate(),
                        view -> view,
                        (a, b) -> a.finalLoss() <= b.finalLoss() ? a : b,
                        TreeMap::new));
        return new LearningRates(List.copyOf(byRate.values()));
    }

    /**
     * Puts {@code rates}, {@code loss} as a curve, {@code trained} and {@code of}, {@code best} with its interval, and
     * {@code sensitivity}.
     */
    void into(ObjectNode node) {
        ArrayNode rates = node.putArray("rates");
        ArrayNode trained = node.putArray("trained");
        ArrayNode of = node.putArray("of");
        Spread spread = new Spread();
        for (Cell cell : byRate) {
            ScriptJson.add(rates, cell.setting().learningRate());
            trained.add(cell.trained());
            of.add(cell.best().size());
            spread.add(cell.best().stream().mapToDouble(LearningRates::loss).toArray());
        }
        spread.into(node, "loss");
        double[] interval = best();
        ArrayNode best = node.putArray("best");
        Arrays.stream(interval).forEach(rate -> ScriptJson.add(best, rate));
        double sensitivity = sensitivity();
        if (Double.isFinite(sensitivity)) {
            node.put("sensitivity", Numbers.round(sensitivity));
        }
    }

    /** {@link RateSensitivity} over the rates tried, of mean losses over the seeds; NaN for fewer than three rates. */
    double sensitivity() {
        if (byRate.size() < 3) {
            return Double.NaN;
        }
        List<Double> rates =
                byRate.stream().map(cell -> cell.setting().learningRate()).toList();
        double[] losses = byRate.stream().mapToDouble(LearningRates::overChance).toArray();
        return RateSensitivity.of(rates, losses, Arrays.stream(losses).min().orElseThrow());
    }

    private static double overChance(Cell cell) {
        return cell.best().stream()
                .mapToDouble(trial -> RateSensitivity.kept(trial.finalLoss() / trial.chance()))
                .average()
                .orElseThrow();
    }

    /** The rate of least mean loss over the seeds; with two seeds or more its interval follows. */
    double[] best() {
        long[] seeds = byRate.stream()
                .flatMap(cell -> cell.best().stream())
                .mapToLong(trial -> trial.trial().seed())
                .distinct()
                .sorted()
                .toArray();
        List<Map<Long, Double>> losses =
                byRate.stream().map(LearningRates::bySeed).toList();
        double rate = bestOf(losses, seeds);
        if (seeds.length < 2) {
            return new double[] {rate};
        }
        Random random = new Random(seeds.length);
        double[] resampled = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            resampled[i] = bestOf(
                    losses,
                    random.ints(seeds.length, 0, seeds.length)
                            .mapToLong(index -> seeds[index])
                            .toArray());
        }
        Arrays.sort(resampled);
        return new double[] {rate, resampled[TAIL], resampled[RESAMPLES - 1 - TAIL]};
    }

    private double bestOf(List<Map<Long, Double>> losses, long[] seeds) {
        return byRate.stream()
                .min(Comparator.comparingDouble(cell -> mean(losses.get(byRate.indexOf(cell)), seeds)))
                .orElseThrow()
                .setting()
                .learningRate();
    }

    private static double mean(Map<Long, Double> losses, long[] seeds) {
        return Arrays.stream(seeds)
                .filter(losses::containsKey)
                .mapToDouble(losses::get)
                .average()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private static Map<Long, Double> bySeed(Cell cell) {
        return cell.best().stream()
                .collect(Collectors.toMap(trial -> trial.trial().seed(), LearningRates::loss, (a, b) -> a));
    }

    /** A loss that is no number is the worst there is. */
    private static double loss(FinishedTrial trial) {
        return Double.isFinite(trial.finalLoss()) ? trial.finalLoss() : Double.POSITIVE_INFINITY;
    }
}
