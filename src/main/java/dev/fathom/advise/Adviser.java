package dev.fathom.advise;

import dev.fathom.advise.Advice.Margin;
import dev.fathom.advise.Candidate.Measured;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Narrows the candidates down, each stage at a higher price.
 *
 * @param data where data sets are read, once for all stages
 * @param progress told in one line what is being done
 */
public record Adviser(Device device, DatasetCache data, Consumer<String> progress) {
    private static final int PROBED = 12;
    private static final int TRAINED = 6;

    /** Whose best rate is tried against two in between. */
    private static final int REFINED = 3;

    /** Share of the chance loss from which another rate may help. */
    private static final double LEARNED = 0.05;

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
        return answer(question, ranking);
    }

    /** The best whose networks train with fresh seeds too leads the ranking; where there is none, other changes are tried. */
    private Advice answer(Question question, List<Candidate> ranking) {
        List<String> notes = new ArrayList<>();
        for (Candidate candidate : ranking.stream().filter(Candidate::works).toList()) {
            Training training = candidate.training().orElseThrow();
            Training fresh = notes.isEmpty()
                    ? confirmed(question, candidate.initializer(), training.rate())
                    : surely(question, candidate.initializer(), training.rate());
            if (fresh.reliable()) {
                ranking.remove(candidate);
                ranking.add(0, candidate);
                notes.addAll(notes(question, training.rate(), fresh));
                return new Advice(
                        question, ranking, Optional.of(fresh), margin(ranking, fresh, question), List.of(), notes);
            }
            notes.add(candidate.initializer().spec() + " trained " + training.share() + " networks, but of fresh ones "
                    + fresh.share() + ".");
        }
        Advice advice = new Advice(
                question, ranking, Optional.empty(), Optional.empty(), new Alternatives(this).tried(question), notes);
        advice.recommendation()
                .map(best -> atEnd(question, best.training().rate()))
                .ifPresent(notes::addAll);
        return advice.with(notes);
    }

    /**
     * An initializer and rate on fresh seeds: those that chose them favour them. Where more than one of six fails, twice as
     * many more decide.
     */
    Training confirmed(Question question, Initializer initializer, double rate) {
        Training fresh = trained(rate, question.fresh(initializer, rate));
        return fresh.clear() ? fresh : further(question, initializer, fresh);
    }

    /** Likewise, whatever the first have shown: of several that are tried one looks clear by chance. */
    Training surely(Question question, Initializer initializer, double rate) {
        return further(question, initializer, trained(rate, question.fresh(initializer, rate)));
    }

    private Training further(Question question, Initializer initializer, Training fresh) {
        Question more = question.withSeeds(2 * question.seeds());
        return fresh.and(trained(fresh.rate(), more.fresh(initializer, fresh.rate())));
    }

    Training trained(double rate, List<Trial> trials) {
        Map<String, TrialResult> results = train(trials);
        return training(
                rate, trials.stream().map(trial -> results.get(trial.id())).toList());
    }

    private Optional<Margin> margin(List<Candidate> ranking, Training winner, Question question) {
        if (ranking.size() < 2 || ranking.get(1).training().isEmpty()) {
            return Optional.empty();
        }
        Candidate next = ranking.get(1);
        Training other = confirmed(
                question, next.initializer(), next.training().orElseThrow().rate());
        int seeds = Math.min(winner.gains().length, other.gains().length);
        return Optional.of(new Margin(next.initializer().spec(), seeds, winner.more(other), other.reliable()));
    }

    /**
     * What data-driven scaling would do, and a best rate that is the last one tried.
     *
     * @param winner on fresh seeds
     */
    private List<String> notes(Question question, double rate, Training winner) {
        List<String> notes = new ArrayList<>();
        if (question.architecture().equals(Architecture.PLAIN)) {
            Initializer lsuv = Initializers.parse("lsuv");
            Map<String, Training> trainings = train(question, List.of(lsuv));
            refine(question, trainings, lsuv);
            double best = trainings.get(lsuv.spec()).rate();
            Interval more = confirmed(question, lsuv, best).more(winner);
            if (more.low() > 0) {
                notes.add(String.format(
                        Locale.ROOT,
                        "lsuv, which scales each layer on a batch of data and is no library's call, removes %.2f %% more of"
                                + " the chance loss at learning rate %s (95 %%: %.2f to %.2f).",
                        100 * more.value(),
                        best,
                        100 * more.low(),
                        100 * more.high()));
            }
        }
        notes.addAll(atEnd(question, rate));
        return notes;
    }

    private static List<String> atEnd(Question question, double rate) {
        List<Double> rates = question.extendedRates();
        return rate == rates.get(0) || rate == rates.get(rates.size() - 1)
                ? List.of("The best learning rate, " + rate + ", is at the end of those tried: try others with --lr.")
                : List.of();
    }

    private List<Candidate> probed(List<Candidate> candidates, Question question) {
        List<Candidate> probed = new ArrayList<>();
        for (Candidate candidate : candidates.subList(0, Math.min(PROBED, candidates.size()))) {
            progress.accept("probing " + candidate.initializer());
            ProbeRequest request = new ProbeRequest(
                    candidate.initializer(), question.activation(), question.architecture(), 64, 1, 0, 0, REPEATS);
            List<ProbeReport.Layer> layers =
                    request.gaussian(device, question.hidden(), 0).layers();
            ProbeReport.Layer last = layers.get(layers.size() - 1);
            probed.add(candidate.with(new Measured(Drift.measured(layers), last.dead(), last.saturated())));
        }
        probed.sort(question.candidates().promise());
        return probed;
    }

    /** The first few after training, and what is near the best of them; the others as they were. */
    private List<Candidate> trained(List<Candidate> candidates, Question question) {
        List<Candidate> results = new ArrayList<>(candidates);
        Map<String, Training> trainings = new HashMap<>();
        List<Candidate> next = question.candidates().diverse(candidates, TRAINED);
        while (!next.isEmpty()) {
            trainings.putAll(
                    train(question, next.stream().map(Candidate::initializer).toList()));
            rank(results, trainings, question);
            Candidate best = results.get(0);
            next = results.stream()
                    .filter(other ->
                            other.training().isEmpty() && question.candidates().related(best, other))
                    .toList();
        }
        results.stream().limit(REFINED).forEach(candidate -> refine(question, trainings, candidate.initializer()));
        rank(results, trainings, question);
        return results;
    }

    private static void rank(List<Candidate> candidates, Map<String, Training> trainings, Question question) {
        candidates.replaceAll(candidate -> Optional.ofNullable(
                        trainings.get(candidate.initializer().spec()))
                .map(training -> candidate.with(training))
                .orElse(candidate));
        candidates.sort(question.candidates().promise());
    }

    /** All at once: equal seeds, equal minibatches. A best rate at the end of those asked for is tried against one beyond. */
    Map<String, Training> train(Question question, List<Initializer> initializers) {
        Map<String, Training> trainings = atRates(question, initializers);
        List<Double> rates = question.extendedRates();
        for (boolean least : List.of(true, false)) {
            double end = rates.get(least ? 1 : rates.size() - 2);
            double beyond = rates.get(least ? 0 : rates.size() - 1);
            List<Initializer> atEnd = initializers.stream()
                    .filter(initializer -> trainings.get(initializer.spec()).rate() == end)
                    .filter(initializer ->
                            trainings.get(initializer.spec()).gain().value() > LEARNED)
                    .toList();
            if (!atEnd.isEmpty()) {
                atRates(question.withRates(List.of(beyond)), atEnd)
                        .forEach((spec, training) -> trainings.merge(spec, training, Adviser::better));
            }
        }
        return trainings;
    }

    /** Tries the best rate against those halfway to its neighbours, where anything was learned. */
    private void refine(Question question, Map<String, Training> trainings, Initializer initializer) {
        Training training = trainings.get(initializer.spec());
        List<Double> rates = question.extendedRates();
        int best = rates.indexOf(training.rate());
        List<Double> between = IntStream.of(best - 1, best + 1)
                .filter(neighbour -> neighbour >= 0 && neighbour < rates.size())
                .mapToObj(neighbour -> Question.halfway(training.rate(), rates.get(neighbour)))
                .toList();
        if (training.gain().value() > LEARNED) {
            atRates(question.withRates(between), List.of(initializer))
                    .forEach((spec, other) -> trainings.merge(spec, other, Adviser::better));
        }
    }

    private static Training better(Training a, Training b) {
        return b.gain().value() > a.gain().value() ? b : a;
    }

    private Map<String, Training> atRates(Question question, List<Initializer> initializers) {
        Map<String, TrialResult> results = train(initializers.stream()
                .flatMap(initializer -> question.trials(initializer).stream())
                .toList());
        Map<String, Training> trainings = new HashMap<>();
        for (Initializer initializer : initializers) {
            for (double rate : question.rates()) {
                trainings.merge(
                        initializer.spec(),
                        training(rate, ofRate(question.trials(initializer), rate, results)),
                        Adviser::better);
            }
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
