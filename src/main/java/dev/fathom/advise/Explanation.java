package dev.fathom.advise;

import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.Estimate.Range;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.theory.propagation.LayerPrediction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What ails a network, from which layer on, and why: each symptom in a sentence or two. */
public final class Explanation {
    /** Share of the activations' second moment that is the square of their mean, from which on it is named. */
    private static final double OUTWEIGHS = 0.5;

    private final Diagnosis diagnosis;
    private final List<ProbeReport.Layer> layers;

    private Explanation(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
        this.layers = diagnosis.report().layers();
    }

    /** Empty where nothing is wrong. */
    public static List<String> of(Diagnosis diagnosis) {
        Explanation explanation = new Explanation(diagnosis);
        List<String> sentences = new ArrayList<>();
        for (Symptom symptom : Symptom.values()) {
            List<Integer> where = explanation.where(symptom);
            if (!where.isEmpty()) {
                sentences.add(explanation.sentence(symptom, where));
            }
        }
        if (!diagnosis.passesGradients()) {
            sentences.add("The output layer starts at 0, as the initializer wants it: no gradient passes it before the"
                    + " first step, and none is judged.");
        } else if (sentences.isEmpty() && !diagnosis.holds()) {
            sentences.add(
                    "No layer has gone out of bounds yet (10^6), but signals or gradients drift by more than 10^3 in"
                            + " all, which slows learning and gets worse with depth.");
        }
        return sentences;
    }

    private List<Integer> where(Symptom symptom) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.symptoms().contains(symptom))
                .map(Diagnosis.Finding::layer)
                .toList();
    }

    private String sentence(Symptom symptom, List<Integer> where) {
        String at = (where.size() == 1 ? "layer " : "layers ") + ranges(where);
        String activation = diagnosis.activation().name();
        return switch (symptom) {
            case SYMMETRIC ->
                "Units stay alike (" + at + "): all start with the same weights, get the same gradients, and"
                        + " together do no more than one. Any random initializer breaks the symmetry.";
            case SIGNAL_EXPLODES ->
                "Signals explode (" + at + "): their second moment is above 10^6 times the first" + " layer's."
                        + each("it", signals());
            case SIGNAL_VANISHES ->
                "Signals vanish (" + at + "): their second moment is below 10^-6 times the first" + " layer's."
                        + each("it", signals());
            case GRADIENT_EXPLODES ->
                "Gradients explode on the way back (" + at + "): their second moment is above 10^6"
                        + " times the last layer's." + each("it", gradients()) + chi();
            case GRADIENT_VANISHES ->
                "Gradients vanish on the way back (" + at + "): their second moment is below 10^-6"
                        + " times the last layer's, so that these layers hardly learn." + each("it", gradients())
                        + chi();
            case SATURATED ->
                "Half or more of the activations saturate (" + at + "): they lie within 1 % of a bound of " + activation
                        + ", where its slope is next to 0. The weights are too large.";
            case DEAD ->
                "Half or more of the units are dead (" + at + "): the slope of " + activation
                        + " is 0 on the whole batch, and nothing passes back through them.";
            case COLLAPSED ->
                "Inputs become alike (" + at + "): 1 - c, how far two inputs are from parallel, is below"
                        + " 10^-6, and what follows cannot tell them apart." + mean(where.get(0));
        };
    }

    private List<Estimate> signals() {
        return figures(layer -> layer.preactivation().secondMoment());
    }

    /** From the last layer to the first. */
    private List<Estimate> gradients() {
        List<Estimate> gradients = new ArrayList<>(figures(ProbeReport.Layer::gradientRatio));
        Collections.reverse(gradients);
        return gradients;
    }

    private List<Estimate> figures(Function<ProbeReport.Layer, Estimate> figure) {
        return layers.stream().map(figure).toList();
    }

    /** By how much a layer multiplies a figure, over the layers in which float32 holds it. */
    private static String each(String what, List<Estimate> figures) {
        int last = figures.size() - 1;
        while (last > 0 && !positive(figures.get(last))) {
            last--;
        }
        if (last == 0 || !positive(figures.get(0))) {
            return "";
        }
        double factor = Math.pow(figures.get(last).median() / figures.get(0).median(), 1.0 / last);
        return String.format(Locale.ROOT, " Each layer multiplies %s by %.3g.", what, factor);
    }

    private static boolean positive(Estimate figure) {
        return figure.range() == Range.FINITE && figure.median() > 0;
    }

    /** Where wide networks do the same by theory. */
    private String chi() {
        double predicted =
                layers.get(0).theory().map(LayerPrediction::log10GradientRatio).orElse(0.0);
        if (Math.abs(predicted) < Math.log10(Symptom.FAR)) {
            return layers.get(0).theory().isPresent()
                    ? " Wide networks would not, by theory: these are too narrow for their depth."
                    : "";
        }
        Diagnosis.Finding middle = diagnosis.findings().get(diagnosis.findings().size() / 2);
        return String.format(
                Locale.ROOT,
                " That is chi_1 = sigma_w^2 E[phi'(z)^2], which at sigma_w = %.3g lies %s 1 for %s.",
                middle.sigmaW(),
                predicted < 0 ? "below" : "above",
                diagnosis.activation().name());
    }

    private String mean(int from) {
        return layers.get(Math.max(0, from - 2))
                .activation()
                .filter(a -> a.mean().value() * a.mean().value()
                        > OUTWEIGHS * a.secondMoment().value())
                .map(a -> String.format(
                        Locale.ROOT,
                        " The activations' mean of %.2g, the same for every input, outweighs what differs.",
                        a.mean().value()))
                .orElse("");
    }

    /** {@code 1-3, 7}. */
    public static String ranges(List<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size(); i++) {
            int first = numbers.get(i);
            while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) {
                i++;
            }
            text.append(text.isEmpty() ? "" : ", ").append(first);
            text.append(numbers.get(i) > first ? "-" + numbers.get(i) : "");
        }
        return text.toString();
    }
}
