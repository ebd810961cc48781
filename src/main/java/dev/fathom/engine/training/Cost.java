package dev.fathom.engine.training;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.DeviceDataset;
import dev.fathom.engine.Samples;
import dev.fathom.engine.network.RateFactors;
import dev.fathom.net.Attention;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Weight;
import dev.fathom.optimizer.Muon;
import dev.fathom.optimizer.Optimizer;
import java.util.Collections;

/**
 * What a training will cost.
 *
 * @param sharedBytes on the device, whatever the number of trials: the data and its order
 * @param trialBytes on the device, for each trial
 * @param trialFlops floating-point operations of all matrix products of one trial: training and test, nobody leaving early
 * @param trialTraffic bytes that training one trial moves between a GPU and its memory, see {@link Traffic}
 */
public record Cost(long sharedBytes, long trialBytes, double trialFlops, double trialTraffic) {
    /** @param cohort whose first trial stands for all */
    public static Cost of(Cohort cohort, TrainingPlan plan, Samples train, Samples test, int[] order) {
        Device ledger = new AllocationCounter();
        long one = bytes(ledger, cohort, 1, plan, train, test, order);
        long two = bytes(ledger, cohort, 2, plan, train, test, order);
        int testSteps = (test.count() + cohort.batch() - 1) / cohort.batch();
        double forward = forward(cohort.network(), cohort.batch());
        return new Cost(
                2 * one - two,
                two - one,
                plan.steps() * (step(cohort, forward) + orthogonal(cohort, plan.optimizer())) + testSteps * forward,
                plan.steps() * Traffic.step(cohort.network(), cohort.batch(), plan.optimizer()));
    }

    private static long bytes(
            Device ledger, Cohort cohort, int trials, TrainingPlan plan, Samples train, Samples test, int[] order) {
        Cohort copies = new Cohort(
                cohort.shape(),
                cohort.architecture(),
                cohort.batch(),
                Collections.nCopies(trials, cohort.trials().get(0)));
        try (Arena shared = ledger.arena()) {
            DeviceDataset dataset = DeviceDataset.of(shared, train, test, order, cohort.batch());
            try (CohortState state = new CohortState(ledger, copies, plan, dataset)) {
                return shared.bytes() + state.bytes();
            }
        }
    }

    private static double forward(NetworkSpec network, int batch) {
        double flops = 0;
        for (Weight weight : network.weights()) {
            double rows = (double) batch * weight.positions();
            flops += weight.hasBiases() ? 2 * rows * weight.rows() * weight.columns() : 0;
            // scores and what they mix
            flops +=
                    weight.part().equals(Attention.PARTS.get(0)) ? 4 * rows * weight.positions() * weight.columns() : 0;
        }
        return flops;
    }

    /** Forward, gradient by the weights, and gradient by the inputs but in the first layer. */
    private static double step(Cohort cohort, double forward) {
        Weight first = cohort.network().weights().get(0);
        return 3 * forward - 2.0 * cohort.batch() * first.positions() * first.rows() * first.columns();
    }

    /** Muon's Newton-Schulz steps: two products of k x k with k x l matrices and one of two k x k ones, k the shorter side. */
    private static double orthogonal(Cohort cohort, Optimizer optimizer) {
        double flops = 0;
        RateFactors factors = new RateFactors(cohort, optimizer);
        for (int layer = 1; layer <= cohort.network().weights().size(); layer++) {
            if (factors.optimizer(layer) instanceof Muon muon) {
                Weight weight = cohort.network().weights().get(layer - 1);
                double shorter = Math.min(weight.rows(), weight.columns());
                double longer = Math.max(weight.rows(), weight.columns());
                flops += muon.steps() * shorter * shorter * (4 * longer + 2 * shorter);
            }
        }
        return flops;
    }

    /** Bytes of a cohort. */
    public long bytes(int trials) {
        return sharedBytes + trials * trialBytes;
    }

    /** The most trials that fit; 1 even where that one does not. */
    public int trialsIn(long memory) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, (memory - sharedBytes) / Math.max(1, trialBytes)));
    }
}
