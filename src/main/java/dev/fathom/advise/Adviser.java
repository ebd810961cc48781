package dev.fathom.advise;

import dev.fathom.advise.Candidate.Measured;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.device.Device;
import dev.fathom.engine.ProbeReport;
import dev.fathom.engine.ProbeRequest;
import dev.fathom.init.Initializer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import dev.fathom.sweep.Trial;
import dev.fathom.sweep.TrialResult;
import dev.fathom.sweep.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Narrows the candidates down, each stage at a higher price.
 *
 * @param progress told in one line what is being done
 */
public record Adviser(Device device, Consumer<String> progress) {
    private static final int PROBED = 8;
    private static final int TRAINED = 4;
    private static final int REPEATS = 8;
    private static final int TOGETHER = 16;

    public Advice advise(Question question) {
        List<Candidate> ranked = Candidates.byTheory(question);
        List<Candidate> finalists = trained(probed(Candidates.distinct(ranked, question), question), question);
        List<Candidate> ranking = new ArrayList<>(finalists);
        ranked.stream()
                .filter(candidate -> finalists.stream()
                        .noneMatch(known -> known.initializer()
                                .spec()
                                .equals(candidate.initializer().spec())))
                .forEach(ranking::add);
        ranking.sort(Comparator.comparingDouble(Candidate::score).reversed());
        boolean works = 2 * ranking.get(0).training().orElseThrow().trained() >= question.seeds();
        return new Advice(question, ranking, works ? List.of() : new Remedies(this).tried(question));
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
        probed.sort(Comparator.comparingDouble(Candidate::score).reversed());
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
        List<Trial> trials = initializers.stream()
                .flatMap(initializer -> question.trials(initializer).stream())
                .toList();
        progress.accept("training " + trials.size() + " networks of " + question.depth() + " layers: " + initializers);
        List<TrialResult> results = new ArrayList<>();
        Runner.run(device, trials, List.of(0), TOGETHER, Event.results(done -> {
            results.addAll(done);
            progress.accept(results.size() + " of " + trials.size() + " networks trained");
        }));
        Map<String, Training> trainings = new HashMap<>();
        for (Initializer initializer : initializers) {
            trainings.put(
                    initializer.spec(),
                    question.rates().stream()
                            .map(rate -> training(question, initializer, rate, results))
                            .max(Comparator.comparingDouble(
                                    training -> Arrays.stream(training.gains()).sum()))
                            .orElseThrow());
        }
        return trainings;
    }

    private static Training training(
            Question question, Initializer initializer, double rate, List<TrialResult> results) {
        double[] gains = new double[question.seeds()];
        int trained = 0;
        for (TrialResult result : results) {
            Trial trial = result.trial();
            if (trial.initializer().equals(initializer.spec()) && trial.learningRate() == rate) {
                double gain = 1 - result.finalLoss() / result.chance();
                // what diverged has gained nothing; how far it went is no measure of anything
                gains[(int) trial.seed()] = gain > 0 ? gain : 0;
                trained += result.verdict() == Verdict.TRAINED ? 1 : 0;
            }
        }
        return new Training(gains, trained, rate);
    }
}
