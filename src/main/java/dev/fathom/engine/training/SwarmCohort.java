package dev.fathom.engine.training;

import dev.fathom.device.SmallNetwork;
import dev.fathom.device.Swarm;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.RateFactors;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import dev.fathom.init.Scheme;
import dev.fathom.net.Weight;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.RoleRates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cohort of small plain networks under plain SGD as a {@link Swarm}: the same networks, drawn from the same streams as
 * {@link Network} draws them, on the same minibatches.
 */
public record SwarmCohort(Swarm swarm, List<SmallNetwork> networks) {
    /** Widest hidden layer of a swarm: from about here on the general path is as fast. */
    public static final int WIDEST = 32;

    /**
     * Nothing where the cohort is none.
     *
     * @param order samples by step, batch after batch
     * @param rates learning rate of each trial, of which a {@link TrialSetup} has the float32 part
     * @param enough the loss from which on a network counts as having learned
     */
    public static Optional<SwarmCohort> of(
            Cohort cohort,
            TrainingPlan plan,
            Samples train,
            Samples test,
            int[] order,
            double[] rates,
            double enough,
            boolean float64) {
        Scheme scheme = cohort.scheme();
        boolean plain = cohort.architecture().equals(Architecture.PLAIN)
                && plan.optimizer() instanceof Optimizer.Sgd
                && cohort.trials().stream().allMatch(trial -> trial.descent().followsGradient())
                && scheme.gate().isEmpty()
                && !(scheme instanceof Scheme.UnitVariance);
        boolean narrow = cohort.shape().widths().stream().allMatch(width -> width <= WIDEST);
        boolean alike =
                cohort.trials().stream().map(TrialSetup::activation).distinct().count() == 1;
        if (!plain || !narrow || !alike) {
            return Optional.empty();
        }
        List<Integer> units = new ArrayList<>(List.of(cohort.shape().inputs()));
        units.addAll(cohort.shape().widths());
        units.add(cohort.shape().outputs());
        Swarm swarm = new Swarm(
                units,
                cohort.trials().get(0).activation(),
                examples(train),
                examples(test),
                cohort.batch(),
                cohort.batch() == train.count() ? null : order,
                plan.steps(),
                enough,
                float64);
        RateFactors factors = new RateFactors(cohort, plan.optimizer());
        List<SmallNetwork> networks = new ArrayList<>();
        for (int i = 0; i < cohort.size(); i++) {
            TrialSetup trial = cohort.trials().get(i);
            networks.add(network(
                    cohort, trial, factors, float64 ? rates[i] : trial.descent().learningRate()));
        }
        return Optional.of(new SwarmCohort(swarm, networks));
    }

    private static Swarm.Examples examples(Samples samples) {
        return samples.answers() instanceof Samples.Classes classes
                ? new Swarm.Examples(samples.count(), samples.features(), classes.labels(), null)
                : new Swarm.Examples(
                        samples.count(), samples.features(), null, ((Samples.Values) samples.answers()).targets());
    }

    private static SmallNetwork network(Cohort cohort, TrialSetup trial, RateFactors factors, double rate) {
        List<Weight> shapes = cohort.network().weights();
        WeightLaws laws = WeightLaws.of(trial);
        RoleRates roles = trial.descent().roles();
        List<float[]> weights = new ArrayList<>();
        List<float[]> biases = new ArrayList<>();
        double[] rates = new double[shapes.size()];
        double[] biasRates = new double[shapes.size()];
        for (int layer = 1; layer <= shapes.size(); layer++) {
            Weight shape = shapes.get(layer - 1);
            int stream = shape.isOutput() ? 0 : layer;
            weights.add(laws.weights(cohort.network(), layer)
                    .draw(Philox.key(trial.seed(), stream, Purpose.WEIGHTS), shape.rows(), shape.columns()));
            biases.add(laws.biases(shape.rows())
                    .draw(Philox.key(trial.seed(), stream, Purpose.BIASES), 1, shape.columns()));
            double ofLayer = rate * roles.ofLayer(factors.role(layer));
            rates[layer - 1] = ofLayer * factors.weights(layer);
            biasRates[layer - 1] = ofLayer * roles.bias() * factors.biases(layer);
        }
        return new SmallNetwork(
                weights, biases, rates, biasRates, trial.descent().schedule());
    }
}
