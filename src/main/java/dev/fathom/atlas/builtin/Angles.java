package dev.fathom.atlas.builtin;

import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Setting;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.network.Network;
import dev.fathom.init.Distribution;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import dev.fathom.net.architecture.Shape;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The angle between the signals of two inputs, free of their lengths: in a ReLU network of finite width those differ more
 * with every layer, and the pooled correlation of a probe counts that as well.
 */
public final class Angles {
    private Angles() {}

    /**
     * @param net its last layer is the one looked at
     * @return for each of so many networks 1 - cos of its last pre-activations for two independent normal inputs
     */
    static double[] ofLastLayer(ClaimRunner lab, ClaimNetwork net, int networks) {
        lab.progress().accept("taking angles in " + networks + " networks of " + net);
        lab.record(Setting.untrained("angle of two standard normal inputs at the last layer", net, 2, networks));
        return LongStream.range(0, networks)
                .mapToDouble(seed -> ofLastLayer(lab.device(), net, seed))
                .toArray();
    }

    private static double ofLastLayer(Device device, ClaimNetwork net, long seed) {
        int width = net.width();
        // the pre-activations of an output layer stay where they are, those of hidden layers do not
        Shape shape = Shape.uniform(width, net.depth() - 1, width, width);
        Cohort cohort = new Cohort(shape, net.ties(), 2, List.of(net.setup(1, seed)));
        try (Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            Tensor x = arena.tensor(1, 2, width);
            device.draw(List.of(new Distribution.Normal(0, 1)), new long[] {Philox.key(seed, 0, Purpose.INPUT)}, x);
            network.draw(device);
            try (Program forward = device.record(ops -> network.forward(ops, x))) {
                forward.run();
            }
            return oneMinusCosine(device.download(network.output(), 0));
        }
    }

    /** Of the two halves, as half the squared distance of the unit vectors: exact where they nearly agree. */
    public static double oneMinusCosine(float[] pair) {
        int n = pair.length / 2;
        double first = 0;
        double second = 0;
        for (int i = 0; i < n; i++) {
            first += (double) pair[i] * pair[i];
            second += (double) pair[n + i] * pair[n + i];
        }
        double distance = 0;
        for (int i = 0; i < n; i++) {
            double difference = pair[i] / Math.sqrt(first) - pair[n + i] / Math.sqrt(second);
            distance += difference * difference;
        }
        return distance / 2;
    }
}
