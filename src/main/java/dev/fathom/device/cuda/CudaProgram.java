package dev.fathom.device.cuda;

import dev.fathom.device.Program;
import dev.fathom.device.cuda.runtime.Check;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.Region;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUresult;
import jcuda.driver.CUstreamCaptureMode;
import jcuda.driver.JCudaDriver;

/**
 * A CUDA graph of one step, captured once and launched for every step. The number of the step lives on the device: set
 * when a run begins, advanced by the graph's last kernel. The host never waits.
 */
final class CudaProgram implements Program {
    private final CudaContext context;
    private final CudaArena memory; // the counter and what the kernels need between them
    private final Region step;
    private final CUgraphExec graph = new CUgraphExec();

    /**
     * Captures in the relaxed mode: what runs in here loads nothing, but it is cuBLAS's own affair what else it asks.
     *
     * @param launches queues one step's kernels and products
     */
    CudaProgram(CudaContext context, CudaArena memory, Region step, Runnable launches) {
        this.context = context;
        this.memory = memory;
        this.step = step;
        CUgraph captured = capture(launches);
        try {
            Check.driver(JCudaDriver.cuGraphInstantiate(graph, captured, 0), "a recorded program");
        } finally {
            JCudaDriver.cuGraphDestroy(captured);
        }
    }

    /** Whatever fails in between, capturing ends: a stream that still captured would take no work any more. */
    private CUgraph capture(Runnable launches) {
        CUgraph captured = new CUgraph();
        Check.driver(
                JCudaDriver.cuStreamBeginCapture(context.stream(), CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED),
                "beginning to record");
        try {
            launches.run();
        } catch (RuntimeException | Error e) {
            if (JCudaDriver.cuStreamEndCapture(context.stream(), captured) == CUresult.CUDA_SUCCESS) {
                JCudaDriver.cuGraphDestroy(captured);
            }
            throw e;
        }
        Check.driver(JCudaDriver.cuStreamEndCapture(context.stream(), captured), "recording");
        return captured;
    }

    @Override
    public void run(long first, int count) {
        context.enter();
        setStep(0, (int) first);
        setStep(Integer.BYTES, (int) (first >>> Integer.SIZE));
        for (int i = 0; i < count; i++) {
            Check.driver(JCudaDriver.cuGraphLaunch(graph, context.stream()), "starting a recorded program");
        }
    }

    private void setStep(long offset, int word) {
        Check.driver(JCudaDriver.cuMemsetD32Async(step.pointer(offset), word, 1, context.stream()), "setting the step");
    }

    @Override
    public void close() {
        if (context.tryEnter()) {
            JCudaDriver.cuGraphExecDestroy(graph);
        }
        memory.close();
    }
}
