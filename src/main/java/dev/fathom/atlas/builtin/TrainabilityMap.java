package dev.fathom.atlas.builtin;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Recipe;
import dev.fathom.atlas.Scale;
import dev.fathom.confidence.Interval;
import dev.fathom.theory.meanfield.MeanField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The depth to which tanh networks (σ_b² = 0.05) train, in units of the correlation depth ξ_c, along σ_w² (Schoenholz et
 * al. 2017, figure 5). Each seed's depth is found by bisection on a logarithmic scale, which takes for granted that a
 * network that trains also trains at any lesser depth.
 */
final class TrainabilityMap {
    private static final double SIGMA_B2 = 0.05;
    /** Multiples of ξ_c between which the depth is sought. */
    private static final double SHALLOW = 1.5;

    private static final double DEEP = 24;
    private static final int HALVINGS = 5;
    /** Final loss over chance at which a network counts as having learned something. */
    private static final double LEARNED = 0.9;

    private final List<Double> sigmaW2;
    private final Shared<Double> found = new Shared<>();

    TrainabilityMap(Scale scale) {
        sigmaW2 = scale.pick(List.of(1.0, 1.3, 3.0, 4.0), List.of(1.0, 1.3, 1.5, 2.5, 3.0, 4.0));
    }

    List<Double> sigmaW2() {
        return sigmaW2;
    }

    /** The multiple of ξ_c at one σ_w². */
    Interval multiple(ClaimRunner lab, double at) {
        return Interval.geometricMean(multiples(lab, at));
    }

    /** The one multiple that fits all σ_w² best, in the logarithm; its interval is over the seeds. */
    Interval fitted(ClaimRunner lab) {
        double[] logs = new double[recipe(lab.scale()).seeds()];
        for (double at : sigmaW2) {
            double[] multiples = multiples(lab, at);
            for (int seed = 0; seed < logs.length; seed++) {
                logs[seed] += Math.log(multiples[seed]) / sigmaW2.size();
            }
        }
        return Interval.geometricMean(Arrays.stream(logs).map(Math::exp).toArray());
    }

    private double[] multiples(ClaimRunner lab, double at) {
        return found.of(lab, at, sigma -> search(lab, sigma));
    }

    private static double[] search(ClaimRunner lab, double sigmaW2) {
        double xi = new MeanField(Activations.parse("tanh"), sigmaW2, SIGMA_B2)
                .asymptotics()
                .xiC()
                .orElseThrow();
        Recipe recipe = recipe(lab.scale());
        double[] trains = new double[recipe.seeds()];
        double[] fails = new double[recipe.seeds()];
        Arrays.fill(trains, SHALLOW);
        Arrays.fill(fails, DEEP);
        for (int halving = 0; halving < HALVINGS; halving++) {
            Map<Integer, List<Integer>> seedsByDepth = new HashMap<>();
            for (int seed = 0; seed < trains.length; seed++) {
                int depth = (int) Math.round(Math.sqrt(trains[seed] * fails[seed]) * xi);
                seedsByDepth.computeIfAbsent(depth, d -> new ArrayList<>()).add(seed);
            }
            seedsByDepth.forEach((depth, seeds) -> {
                double[] losses = lab.best(
                        net(lab.scale(), sigmaW2, depth),
                        recipe,
                        seeds,
                        result -> result.finalLoss() / result.chance());
                for (int i = 0; i < losses.length; i++) {
                    double[] end = losses[i] <= LEARNED ? trains : fails;
                    end[seeds.get(i)] = depth / xi;
                }
            });
        }
        double[] multiples = new double[trains.length];
        Arrays.setAll(multiples, seed -> Math.sqrt(trains[seed] * fails[seed]));
        return multiples;
    }

    private static ClaimNetwork net(Scale scale, double sigmaW2, int depth) {
        String initializer = "variance_scaling(" + sigmaW2 + ", fan_in, untruncated_normal)";
        return ClaimNetwork.plain(initializer, "tanh", depth, scale.pick(64, 300))
                .biased(Math.sqrt(SIGMA_B2));
    }

    private static Recipe recipe(Scale scale) {
        return Recipe.sgd(scale.pick(200, 400), scale.pick(6, 16), 0.01, 0.05);
    }
}
