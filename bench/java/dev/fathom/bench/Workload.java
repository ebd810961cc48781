package dev.fathom.bench;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What all contenders start from: the same weights, the same minibatches, the same learning rate. */
final class Workload {
    static final float LEARNING_RATE = 0.001f;
    static final int MINIBATCHES = 8;

    private Workload() {}

    static Samples samples() {
        SplittableRandom random = new SplittableRandom(5);
        int count = MINIBATCHES * Case.BATCH;
        float[] features = new float[count * Case.INPUTS];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels = random.ints(count, 0, Case.CLASSES).toArray();
        return new Samples(features, Case.INPUTS, new Samples.Classes(labels, Case.CLASSES));
    }

    static int[] labels() {
        return ((Samples.Classes) samples().answers()).labels();
    }

    static Cohort cohort(Case what) {
        Activation activation = Activations.all().stream()
                .filter(a -> a.name().equals(what.activation()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no activation " + what.activation()));
        List<TrialSetup> trials = new ArrayList<>();
        for (int trial = 0; trial < what.trials(); trial++) {
            trials.add(new TrialSetup(initializer(what), 1, 0, activation, LEARNING_RATE, what.first() + trial));
        }
        return new Cohort(what.shape(), Architecture.PLAIN, Case.BATCH, trials);
    }

    /** The weights (fan_in, fan_out) of a layer of a trial, as the engine draws them; its biases are 0. */
    static float[] weights(Case what, int trial, int layer) {
        Shape shape = what.shape();
        int stream = layer > shape.depth() ? 0 : layer;
        int rows = shape.fanIn(layer);
        int columns = shape.fanOut(layer);
        long key = Philox.key(what.first() + trial, stream, Purpose.WEIGHTS);
        return initializer(what)
                .distribution(rows, columns, layer, shape.layers())
                .draw(key, rows, columns);
    }

    private static Initializer initializer(Case what) {
        return Initializers.parse(what.activation().equals("relu") ? "he_uniform" : "glorot_uniform");
    }
}
