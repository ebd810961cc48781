package dev.fathom.engine.training;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Moments;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Statistics;
import dev.fathom.engine.BatchLoader;
import dev.fathom.engine.network.Network;
import dev.fathom.net.architecture.Architecture;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds the trials whose outputs are their output biases alone from now on, whatever the sample. Three proofs are known:
 *
 * <ul>
 *   <li>All output biases are NaN. They stay so, and with them all outputs and losses.
 *   <li>All other weights, biases and memories of the optimizer are zero, and φ(0) = 0. Then all activations are zero on
 *       every sample, no gradient reaches anything but the output biases, and so it stays.
 *   <li>The last hidden layer is dead, see {@link DeadLayerProof}, and the optimizer remembers nothing that would move it.
 * </ul>
 */
final class EarlyExit implements AutoCloseable {
    /** Rounding errors are some ulp, 2^-23 each, of a bias and of what the product adds to it. */
    static final float MARGIN = 1f / 1024;

    /** Output weights beyond this could overflow a gradient, and 0 times infinity is not 0. */
    private static final double LARGEST_WEIGHT = 1e30;

    private static final int OUTPUT_BIASES = 0;
    private static final int OUTPUT_WEIGHTS = 1;
    private static final int ACTIVATIONS = 2;
    private static final int SLOPES = 3;
    private static final int INPUTS = 4;
    private static final int WEIGHTS = 5;

    private final Device device;
    private final CohortState state;
    private final Arena arena;
    private final Statistics seen; // of the output layer and the last hidden one
    private final Program look;
    private ZeroTensors zeros; // null where nobody has asked
    private float[][] outputBiases; // likewise

    EarlyExit(Device device, CohortState state) {
        this.device = device;
        this.state = state;
        arena = device.arena();
        try {
            seen = arena.statistics(state.cohort().size(), WEIGHTS + 1);
            look = device.record(this::look);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private void look(Operations ops) {
        Network network = state.network();
        BatchLoader train = state.dataset().train();
        int last = state.network().hiddenLayers();
        train.gather(ops);
        network.forward(ops, train.inputs());
        ops.measure(network.biases(last + 1), seen.slot(OUTPUT_BIASES));
        ops.measure(network.weights(last + 1), seen.slot(OUTPUT_WEIGHTS));
        if (!network.activates(last)) {
            return;
        }
        ops.measure(network.activation(last), seen.slot(ACTIVATIONS));
        ops.measure(network.slope(last), seen.slot(SLOPES));
        ops.measure(last == 1 ? train.inputs() : network.activation(last - 1), seen.slot(INPUTS));
        ops.measure(network.weights(last), seen.slot(WEIGHTS));
    }

    /**
     * The reason in a few words by trial, for those that can leave.
     *
     * @param step that comes next
     * @param left steps that remain
     */
    SortedMap<Integer, String> leaving(int step, int left) {
        look.run(step, 1);
        Moments[][] read = seen.read();
        SortedMap<Integer, String> leaving = new TreeMap<>();
        List<Integer> suspects = new ArrayList<>();
        List<Float> margins = new ArrayList<>();
        boolean worth =
                3 * left > state.dataset().trainSteps() + state.dataset().testSteps();
        for (int trial = 0; trial < read.length; trial++) {
            if (read[trial][OUTPUT_BIASES].nonfinite() == 1 && outputBiasesAreNaN(trial)) {
                leaving.put(trial, "NaN for good");
            } else if (!state.network().activates(state.network().hiddenLayers())) {
                continue; // the other proofs look at the activations of the last hidden layer
            } else if (read[trial][ACTIVATIONS].isZero() && zeros().all(trial)) {
                leaving.put(trial, "all weights zero for good");
            } else if (worth && mayBeDead(read[trial]) && !state.inMotion(zeros(), trial)) {
                suspects.add(trial);
                margins.add(margin(read[trial]));
            }
        }
        if (!suspects.isEmpty()) {
            DeadLayerProof.dead(device, state, suspects, margins)
                    .forEach(trial -> leaving.put(trial, "last hidden layer dead for good"));
        }
        return leaving;
    }

    /** Of now; looked at once, where anybody asks. */
    private ZeroTensors zeros() {
        if (zeros == null) {
            zeros = state.zeros();
        }
        return zeros;
    }

    private boolean outputBiasesAreNaN(int trial) {
        if (outputBiases == null) {
            int top = state.network().layers();
            outputBiases = device.download(state.network().biases(top));
        }
        for (float bias : outputBiases[trial]) {
            if (!Float.isNaN(bias)) {
                return false;
            }
        }
        return true;
    }

    private boolean mayBeDead(Moments[] of) {
        return state.cohort().architecture().equals(Architecture.PLAIN)
                && of[ACTIVATIONS].isZero()
                && of[SLOPES].isZero()
                && of[OUTPUT_WEIGHTS].nonfinite() == 0
                && of[OUTPUT_WEIGHTS].largest() < LARGEST_WEIGHT
                && Float.isFinite(margin(of));
    }

    /** A small part of the most that the layer below could add to a bias. */
    private float margin(Moments[] of) {
        int last = state.network().hiddenLayers();
        return (float) (MARGIN * state.cohort().shape().fanIn(last) * of[INPUTS].largest() * of[WEIGHTS].largest());
    }

    @Override
    public void close() {
        look.close();
        arena.close();
    }
}
