package dev.fathom.engine.network;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Quantity;
import dev.fathom.init.Scheme;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Layer-sequential unit variance (Mishkin and Matas 2016, algorithm 1): from the first layer up, each weight matrix is
 * divided by the standard deviation of its pre-activations on a minibatch. Without biases the deviation is linear in the
 * weights, so that one division meets the target.
 */
public final class Lsuv {
    private Lsuv() {}

    /**
     * Rescales the trials whose initializer asks for data; leaves the others alone.
     *
     * @param gather brings the inputs into {@code x}
     */
    public static void rescale(Device device, Arena arena, Network network, Consumer<Operations> gather, Tensor x) {
        Cohort cohort = network.cohort();
        int[] trials = IntStream.range(0, cohort.size())
                .filter(trial -> cohort.trials().get(trial).initializer().scheme() instanceof Scheme.UnitVariance)
                .toArray();
        if (trials.length == 0) {
            return;
        }
        LayerSlots to = LayerSlots.allocate(arena, cohort);
        Consumer<Operations> pass = gather.andThen(ops -> network.forward(Pass.forward(ops, x, to)));
        try (Program forward = device.record(pass)) {
            for (int layer = 1; layer <= network.layers(); layer++) {
                forward.run();
                var layers = to.read();
                for (int trial : trials) {
                    double variance = layers.get(trial)
                            .get(layer - 1)
                            .of(Quantity.PREACTIVATION)
                            .variance();
                    divide(device, network.weights(layer), trial, Math.sqrt(variance));
                }
            }
        }
    }

    private static void divide(Device device, Tensor weights, int trial, double deviation) {
        if (!(deviation > 0 && Double.isFinite(deviation))) {
            return; // a dead layer has no scale to correct
        }
        float[] values = device.download(weights, trial);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] / deviation);
        }
        device.upload(values, weights, trial);
    }
}
