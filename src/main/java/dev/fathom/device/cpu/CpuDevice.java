package dev.fathom.device.cpu;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Fate;
import dev.fathom.device.Indices;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.SmallNetwork;
import dev.fathom.device.Swarm;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.operations.CpuArena;
import dev.fathom.device.cpu.operations.CpuArena.CpuIndices;
import dev.fathom.device.cpu.operations.CpuTensor;
import dev.fathom.device.cpu.swarm.SwarmTraining;
import dev.fathom.init.Distribution;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The reference device: plain Java loops over heap arrays, and OpenBLAS or MKL for the products. */
public final class CpuDevice implements Device {
    private final Workers workers;
    private final Blas blas;

    /** A device with one worker per processor. */
    public CpuDevice() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** A device with the given number of worker threads; results do not depend on it. */
    public CpuDevice(int threads) {
        this(threads, Blas.load());
    }

    private CpuDevice(int threads, Blas blas) {
        if (threads < 1) {
            throw new IllegalArgumentException("the CPU device needs at least one thread, got " + threads);
        }
        workers = new Workers(threads);
        this.blas = blas;
    }

    /**
     * A slow device without native products. These round a column by its place in the matrix, which breaks the
     * symmetry of equal units by an ulp; here they stay equal to the last bit.
     */
    public static CpuDevice plainJava(int threads) {
        return new CpuDevice(threads, Blas.plainJava());
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String description() {
        return workers.count() + (workers.count() == 1 ? " thread, " : " threads, ") + blas.description();
    }

    /** Whether products run at the processor's speed; in plain Java they take about ten times as long. */
    public boolean hasNativeProducts() {
        return blas.isNative();
    }

    /** Three quarters of the heap's limit: the rest is for data sets and results. */
    @Override
    public long memory() {
        return Runtime.getRuntime().maxMemory() / 4 * 3;
    }

    /** Half of the heap that is left: allocating goes on besides. */
    @Override
    public long free() {
        Runtime heap = Runtime.getRuntime();
        return (heap.maxMemory() - heap.totalMemory() + heap.freeMemory()) / 2;
    }

    @Override
    public Arena arena() {
        return new CpuArena(workers.count());
    }

    @Override
    public void draw(List<Distribution> distributions, long[] keys, Tensor weights) {
        AtomicInteger next = new AtomicInteger();
        workers.all(worker -> {
            for (int trial = next.getAndIncrement(); trial < weights.trials(); trial = next.getAndIncrement()) {
                upload(distributions.get(trial).draw(keys[trial], weights.rows(), weights.columns()), weights, trial);
            }
        });
    }

    @Override
    public void upload(float[] values, Tensor target, int trial) {
        if (values.length != target.size()) {
            throw new IllegalArgumentException(
                    values.length + " values for a matrix of " + target.rows() + " x " + target.columns());
        }
        System.arraycopy(values, 0, CpuTensor.of(target).matrix(trial), 0, values.length);
    }

    @Override
    public float[] download(Tensor source, int trial) {
        return CpuTensor.of(source).matrix(trial).clone();
    }

    @Override
    public float[][] download(Tensor source) {
        float[][] all = new float[source.trials()][];
        for (int trial = 0; trial < all.length; trial++) {
            all[trial] = download(source, trial);
        }
        return all;
    }

    @Override
    public void copy(Tensor source, Indices from, Tensor target) {
        int[] trials = ((CpuIndices) from).values();
        for (int trial = 0; trial < trials.length; trial++) {
            upload(CpuTensor.of(source).matrix(trials[trial]), target, trial);
        }
    }

    /** Nothing is ever queued. */
    @Override
    public void await() {}

    @Override
    public boolean trains(Swarm swarm) {
        return true;
    }

    @Override
    public List<Fate> train(Swarm swarm, List<SmallNetwork> networks) {
        SwarmTraining training = new SwarmTraining(blas.library(), swarm, networks);
        workers.all(worker -> training.work());
        return training.fates();
    }

    @Override
    public Program record(Consumer<Operations> operations) {
        CpuRecorder recorder = new CpuRecorder(blas, workers.count());
        operations.accept(recorder);
        return new CpuProgram(recorder.operations(), recorder.trials(), workers);
    }

    @Override
    public void close() {
        workers.close();
    }
}
