package dev.fathom.engine.training;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Moments;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.device.Program;
import dev.fathom.device.Statistics;
import dev.fathom.device.Tensor;
import dev.fathom.engine.BatchLoader;
import dev.fathom.engine.DeviceDataset;
import dev.fathom.engine.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proves that the last hidden layer of a plain network is dead: activations and slopes are zero on every sample that
 * training or test will see, even with its biases raised by a margin far above what rounding could do in another place
 * of a minibatch. Then no gradient reaches anything but the output biases, so nothing below these moves, so it stays dead.
 */
final class DeadLayerProof {
    private final Device device;
    private final CohortState suspects;
    private final Statistics seen; // of each suspect: activations, slopes
    private final boolean[] dead;

    private DeadLayerProof(Device device, CohortState suspects, Statistics seen) {
        this.device = device;
        this.suspects = suspects;
        this.seen = seen;
        dead = new boolean[suspects.cohort().size()];
    }

    /**
     * The dead among some trials of a cohort; none of them where the device has no room to look.
     *
     * @param margins what the biases are raised by, beside a small part of themselves; one for each suspect
     */
    static List<Integer> dead(Device device, CohortState all, List<Integer> trials, List<Float> margins) {
        List<Integer> dead = new ArrayList<>();
        try (CohortState suspects = all.copyOf(trials);
                Arena arena = device.arena()) {
            DeadLayerProof deadLayer = new DeadLayerProof(device, suspects, arena.statistics(trials.size(), 2));
            deadLayer.raise(margins);
            deadLayer.look();
            for (int i = 0; i < trials.size(); i++) {
                if (deadLayer.dead[i]) {
                    dead.add(trials.get(i));
                }
            }
        } catch (OutOfDeviceMemory e) {
            return List.of();
        }
        return dead;
    }

    private void raise(List<Float> margins) {
        Tensor biases = suspects.network().biases(suspects.network().hiddenLayers());
        for (int i = 0; i < margins.size(); i++) {
            float[] values = device.download(biases, i);
            for (int j = 0; j < values.length; j++) {
                values[j] += margins.get(i) + Math.abs(values[j]) * EarlyExit.MARGIN;
            }
            device.upload(values, biases, i);
        }
    }

    private void look() {
        DeviceDataset dataset = suspects.dataset();
        Arrays.fill(dead, true);
        look(dataset.train(), dataset.trainSteps());
        look(dataset.test(), dataset.testSteps());
    }

    /** Ends as soon as all suspects have shown a sign of life. */
    private void look(BatchLoader loader, int steps) {
        int last = suspects.network().hiddenLayers();
        Network network = suspects.network();
        try (Program pass = device.record(ops -> {
            loader.gather(ops);
            network.forward(ops, loader.inputs());
            ops.measure(network.activation(last), seen.slot(0));
            ops.measure(network.slope(last), seen.slot(1));
        })) {
            for (int step = 0; step < steps && anyDead(); step++) {
                pass.run(step, 1);
                Moments[][] read = seen.read();
                for (int i = 0; i < dead.length; i++) {
                    dead[i] &= read[i][0].isZero() && read[i][1].isZero();
                }
            }
        }
    }

    private boolean anyDead() {
        for (boolean one : dead) {
            if (one) {
                return true;
            }
        }
        return false;
    }
}
