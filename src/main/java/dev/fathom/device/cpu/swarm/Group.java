package dev.fathom.device.cpu.swarm;

import dev.fathom.device.Fate;
import dev.fathom.device.LossDigest;
import dev.fathom.device.SmallNetwork;
import dev.fathom.device.Swarm;
import java.util.List;

/**
 * Trains a few networks from the first step to the last: as many as a core's cache holds. Those whose outputs are NaN for
 * good leave.
 *
 * @param <T> array of a precision
 */
final class Group<T> {
    private final Reals<T> reals;
    private final Swarm swarm;
    private final Networks<T> networks;
    private final Loss<T> loss;
    private final SmallNetwork[] learners; // by place among those that are left
    private final int[] members; // likewise: which of the group it was
    private final double[] factors;
    private final LossDigest[] digests; // by member
    private final boolean[] overflows;
    private final double[] ratios;
    private final double[] accuracies;

    Group(Reals<T> reals, Swarm swarm, List<SmallNetwork> all) {
        this.reals = reals;
        this.swarm = swarm;
        networks = new Networks<>(reals, swarm, all);
        loss = new Loss<>(reals, swarm);
        int count = all.size();
        learners = all.toArray(new SmallNetwork[0]);
        members = new int[count];
        factors = new double[count];
        digests = new LossDigest[count];
        overflows = new boolean[count];
        ratios = new double[count];
        accuracies = new double[count];
        for (int i = 0; i < count; i++) {
            members[i] = i;
            digests[i] = new LossDigest(swarm.steps(), swarm.enough());
        }
    }

    Fate[] train() {
        Inputs<T> inputs = new Inputs<>(reals, swarm, swarm.train());
        if (swarm.order() == null) {
            inputs.load(null, 0, swarm.batch());
        }
        Inputs<T> test = new Inputs<>(reals, swarm, swarm.test());
        for (int step = 0; step < swarm.steps() && networks.count() > 0; step++) {
            if (swarm.order() != null) {
                inputs.load(swarm.order(), step * swarm.batch(), swarm.batch());
            }
            step(step, inputs);
        }
        test(test);
        Fate[] fates = new Fate[digests.length];
        for (int i = 0; i < fates.length; i++) {
            fates[i] = new Fate(digests[i], overflows[i], ratios[i], accuracies[i]);
        }
        return fates;
    }

    private void step(int step, Inputs<T> inputs) {
        networks.forward(inputs.columns());
        boolean suspicion = false;
        int size = swarm.outputs() * swarm.batch();
        for (int i = 0; i < networks.count(); i++) {
            double now = loss.of(inputs, networks.outputs(), networks.delta(), i);
            digests[members[i]].add(now);
            suspicion |= Double.isNaN(now);
            factors[i] = learners[i].schedule().at(step, swarm.steps());
            if (step == 0) {
                ratios[i] = reals.squares(networks.delta(), i * size, size) / size;
                overflows[i] = networks.overflows(i);
            }
        }
        networks.backward(learners, factors, step > 0);
        if (step == 0) {
            compareGradients();
            networks.scaleFirst(learners, factors);
        }
        networks.learnFirst(inputs.rows(), learners, factors);
        if (suspicion) {
            for (int i = networks.count() - 1; i >= 0; i--) {
                if (networks.lost(i)) {
                    leave(i);
                }
            }
        }
    }

    private void compareGradients() {
        for (int i = 0; i < networks.count(); i++) {
            double first = networks.firstGradient(i) / (swarm.fanOut(1) * swarm.batch());
            overflows[i] |= !Double.isFinite(first);
            ratios[i] = ratios[i] == 0 ? 1 : first / ratios[i];
        }
    }

    private void leave(int place) {
        digests[members[place]].neverAgain();
        accuracies[members[place]] = ofFirstClass();
        networks.leave(place);
        members[place] = members[networks.count()];
        learners[place] = learners[networks.count()];
    }

    /** What outputs of NaN have right: they count as the first class. */
    private double ofFirstClass() {
        int first = 0;
        for (int i = 0; i < swarm.test().count(); i++) {
            first += swarm.test().label(i, swarm.outputs()) == 0 ? 1 : 0;
        }
        return swarm.outputs() == 1 ? 0 : (double) first / swarm.test().count();
    }

    private void test(Inputs<T> test) {
        if (swarm.outputs() == 1) {
            return;
        }
        int[] correct = new int[networks.count()];
        for (int start = 0; start < swarm.test().count(); start += swarm.batch()) {
            int count = Math.min(swarm.batch(), swarm.test().count() - start);
            test.load(null, start, count);
            networks.forward(test.columns());
            for (int i = 0; i < networks.count(); i++) {
                correct[i] += loss.correct(test, networks.outputs(), i, count);
            }
        }
        for (int i = 0; i < networks.count(); i++) {
            accuracies[members[i]] = (double) correct[i] / swarm.test().count();
        }
    }
}
