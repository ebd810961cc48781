package dev.fathom.device.cuda;

import dev.fathom.device.cuda.runtime.Check;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/**
 * What a simulated GPU has done so far, by struct Counts of src/test/native/simulator.h.
 *
 * @param graphs launches of graphs
 * @param kernels executions of kernels, those of replayed graphs included, as in all that follows
 * @param products of cuBLAS
 * @param draws of cuRAND
 * @param toDevice copies
 */
public record Counts(
        int graphs,
        int kernels,
        int products,
        int draws,
        int toDevice,
        int toHost,
        int within,
        int fills,
        int waits,
        int allocations) {
    private static final int FIRST_ATTRIBUTE = 1_000_000;

    /** Of work that somebody has waited for. */
    public static Counts of(int ordinal) {
        CUdevice device = new CUdevice();
        Check.driver(JCudaDriver.cuDeviceGet(device, ordinal), "finding the simulated GPU");
        int[] n = new int[10];
        for (int i = 0; i < n.length; i++) {
            int[] value = new int[1];
            Check.driver(JCudaDriver.cuDeviceGetAttribute(value, FIRST_ATTRIBUTE + i, device), "counting");
            n[i] = value[0];
        }
        return new Counts(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9]);
    }

    /** What came after. */
    public Counts since(Counts before) {
        return new Counts(
                graphs - before.graphs,
                kernels - before.kernels,
                products - before.products,
                draws - before.draws,
                toDevice - before.toDevice,
                toHost - before.toHost,
                within - before.within,
                fills - before.fills,
                waits - before.waits,
                allocations - before.allocations);
    }
}
