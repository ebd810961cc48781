package dev.fathom.device;

import dev.fathom.init.Distribution;
import java.util.List;
import java.util.function.Consumer;

/**
 * The narrow waist between the laboratory and the machine. A device allocates tensors, draws random weights and runs
 * recorded operations; nothing above this package knows which device it is. Devices are safe for use by one thread at a
 * time.
 */
public interface Device extends AutoCloseable {
    /** Stable short name, such as {@code cpu} or {@code cuda:0}. */
    String name();

    /** What runs here, in words: processor, threads, libraries and their versions. */
    String description();

    /** Version of the driver; empty where there is none. */
    default String driver() {
        return "";
    }

    /** In which matrix products are computed. */
    default String precision() {
        return "fp32";
    }

    /** Bytes that one arena may take. */
    long memory();

    /** Bytes that may be allocated beside what there is now. */
    long free();

    Arena arena();

    /**
     * Draws the weights of every trial: a pure function of law, key and shape, never of the device's state or of the
     * neighbours in the cohort. Rows of the tensor are the fan_in, columns the fan_out.
     *
     * @param distributions, keys one for each trial
     */
    void draw(List<Distribution> distributions, long[] keys, Tensor weights);

    /** Copies {@code values}, row-major, into one trial's matrix. */
    void upload(float[] values, Tensor target, int trial);

    /** Waits for all queued work, then copies one trial's matrix to the host. */
    float[] download(Tensor source, int trial);

    /** Waits for all queued work, then copies every trial's matrix to the host: {@code [trial][element]}. */
    float[][] download(Tensor source);

    /**
     * Trial i of the target becomes a copy of trial {@code from[i]} of the source. Nothing passes through the host.
     *
     * @param from as many as the target has trials
     * @param target another tensor than the source
     */
    void copy(Tensor source, Indices from, Tensor target);

    /** Waits for all queued work. */
    void await();

    /** Whether {@link #train} takes this swarm. */
    default boolean trains(Swarm swarm) {
        return false;
    }

    /** Trains small networks from the first step to the last, and says what became of each. */
    default List<Fate> train(Swarm swarm, List<SmallNetwork> networks) {
        throw new UnsupportedOperationException(name() + " trains no swarms");
    }

    /** Records operations without running them. */
    Program record(Consumer<Operations> operations);

    @Override
    void close();
}
