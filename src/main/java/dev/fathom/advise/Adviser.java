package dev.fathom.advise;

import dev.fathom.advise.Advice.Margin;
import dev.fathom.advise.Candidate.Measured;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.engine.ProbeReport;
import dev.fathom.engine.ProbeRequest;
import dev.fathom.init.Initializer;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Narrows the candidates down, each stage at a higher price.
 *
 * @param data where data sets are read, once for all stages
 * @param progress told in one line what is being done
 */
public record Adviser(Device device, DatasetCache data, Consumer<String> progress) {
    private static final int PROBED = 8;
    private static final int TRAINED = 4;
    private static final int REPEATS = 8;
    private static final int TOGETHER = 16;

    public Advice advise(Question question) {
        List<Candidate> ranked = question.candidates().byTheory();
        List<Candidate> finalists = trained(probed(question.candidates().distinct(ranked), question), question);
        List<Candidate> ranking = new ArrayList<>(finalists);
        ranked.stream()
                .filter(candidate -> finalists.stream()
                        .noneMatch(known -> known.initializer()
                                .spec()
                                .equals(candidate.initializer().spec())))
                .forEach(ranking::add);
        ranking.sort(question.candidates().promise());
        boolean works = 2 * ranking.get(0).training().orElseThrow().trained() >= question.seeds();
        return works
                ? new Advice(question, ranking, margin(ranking, question), List.of())
                : new Advice(question, ranking, Optional.empty(), new Alternatives(this).tried(question));
    }

    /** The first two again, on fresh seeds: those that chose them favour the first. */
    private Optional<Margin> margin(List<Candidate> ranking, Question question) {
        if (ranking.size() < 2 || ranking.get(1).training().isEmpty()) {
            return Optional.empty();
        }
        List<Trial> first = fresh(ranking.get(0), question);
        List<Trial> next = fresh(ranking.get(1), question);
        Map<String, TrialResult> results =
                train(Stream.concat(first.stream(), next.stream()).toList());
        double[] differences = IntStream.range(0, first.size())
                .mapToDouble(i -> gain(results.get(first.get(i).id()))
                        - gain(results.get(next.get(i).id())))
                .toArray();
        return Optional.of(
                new Margin(ranking.get(1).initializer().spec(), differences.length, Interval.mean(differences)));
    }

    private static List<Trial> fresh(Candidate candidate, Question question) {
        return question.fresh(
                candidate.initializer(), candidate.training().orElseThrow().rate());
    }

    private List<Candidate> probed(List<Candidate> candidates, Question question) {
        List<Candidate> probed = new ArrayList<>();
        for (Candidate candidate : candidates.subList(0, Math.min(PROBED, candidates.size()))) {
            progress.accept("probing " + candidate.initializer());
            ProbeRequest request = new ProbeRequest(
                    candidate.initializer(), question.activation(), question.architecture(), 64, 1, 0, 0, REPEATS);
            List<ProbeReport.Layer> layers = request.gaussian(
                            device, question.hidden(question.width()).widths())
                    .layers();
            ProbeReport.Layer last = layers.get(layers.size() - 1);
            probed.add(candidate.with(new Measured(Drift.measured(layers), last.dead(), last.saturated())));
        }
        probed.sort(question.candidates().promise());
        return probed;
    }

    /** The first few after training; the others as they were. */
    private List<Candidate> trained(List<Candidate> candidates, Question question) {
        List<Candidate> results = new ArrayList<>(candidates);
        List<Candidate> finalists = candidates.subList(0, Math.min(TRAINED, candidates.size()));
        Map<String, Training> trainings =
                train(question, finalists.stream().map(Candidate::initializer).toList());
        results.replaceAll(
                candidate -> trainings.containsKey(candidate.initializer().spec())
                        ? candidate.with(trainings.get(candidate.initializer().spec()))
                        : candidate);
        return results;
    }

    /** All at once: equal seeds, equal minibatches. */
    Map<String, Training> train(Question question, List<Initializer> initializers) {
        Map<String, TrialResult> results = train(initializers.stream()
                .flatMap(initializer -> question.trials(initializer).stream())
                .toList());
        Map<String, Training> trainings = new HashMap<>();
        for (Initializer initializer : initializers) {
            trainings.put(
                    initializer.spec(),
                    question.rates().stream()
                            .map(rate -> training(rate, ofRate(question.trials(initializer), rate, results)))
                            .max(Comparator.comparingDouble(
                                    training -> Arrays.stream(training.gains()).sum()))
                            .orElseThrow());
        }
        return trainings;
    }

    private static List<TrialResult> ofRate(List<Trial> trials, double rate, Map<String, TrialResult> results) {
        return trials.stream()
                .filter(trial -> trial.learningRate() == rate)
                .map(trial -> results.get(trial.id()))
                .toList();
    }

    private static Training training(double rate, List<TrialResult> results) {
        double[] gains = results.stream().mapToDouble(Adviser::gain).toArray();
        long trained = results.stream()
                .filter(result -> result.verdict() == Verdict.TRAINED)
                .count();
        return new Training(gains, (int) trained, rate);
    }

    /** What diverged has gained nothing; how far it went is no measure of anything. */
    private static double gain(TrialResult result) {
        double gain = 1 - result.finalLoss() / result.chance();
        return gain > 0 ? gain : 0;
    }

    /** By the names of the trials. */
    private Map<String, TrialResult> train(List<Trial> trials) {
        Trial any = trials.get(0);
        progress.accept("training " + trials.size() + " networks of " + any.depth() + " layers, " + any.activation()
                + ": "
                + trials.stream().map(Trial::initializer).distinct().collect(Collectors.joining(", ")));
        Map<String, TrialResult> results = new HashMap<>();
        long start = System.nanoTime();
        Runner.run(new DeviceTrainer(device, List.of(0), data), trials, TOGETHER, Event.results(done -> {
            done.forEach(result -> results.put(result.trial().id(), result));
            double seconds = (System.nanoTime() - start) / 1e9;
            progress.accept(String.format(
                    Locale.ROOT,
                    "%d of %d networks trained, about %.0f s left",
                    results.size(),
                    trials.size(),
                    seconds * (trials.size() - results.size()) / results.size()));
        }));
        return results;
    }
}
