package dev.fathom.device.cuda.draw;

import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.CudaTensor;
import dev.fathom.device.cuda.runtime.Kernels;
import dev.fathom.device.cuda.runtime.Products;
import dev.fathom.init.Distribution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Draws the weights of a cohort. Few trials are drawn by cuRAND; a seed set anew and a launch or two for each would cost
 * many trials more than the drawing, so these share one launch. The two differ in the last bits of normals.
 */
public final class CudaDraw implements AutoCloseable {
    /** As many trials are drawn in one launch. */
    static final int TOGETHER = 4;

    private static final Distribution.Independent STANDARD_NORMAL = new Distribution.Normal(0, 1);

    private final CudaContext context;
    private final CurandDraw curand;
    private final TogetherDraw together;
    private final CudaOrthogonal orthogonal;

    public CudaDraw(CudaContext context, Kernels kernels, Products products) {
        this.context = context;
        curand = new CurandDraw(context, kernels);
        together = new TogetherDraw(context, kernels);
        orthogonal = new CudaOrthogonal(context, kernels, products);
    }

    /** Who draws, in words. */
    public static String description() {
        return "cuRAND " + CurandDraw.version() + " (" + TOGETHER + " networks and more drawn by one kernel)";
    }

    /** As {@link dev.fathom.device.Device#draw}. */
    public void draw(List<Distribution> distributions, long[] keys, CudaTensor weights) {
        int trials = weights.trials();
        List<Distribution.Independent> elements = new ArrayList<>(Collections.nCopies(trials, null));
        List<Integer> matrices = new ArrayList<>();
        for (int trial = 0; trial < trials; trial++) {
            Distribution distribution = distributions.get(trial);
            if (distribution instanceof Distribution.Independent independent) {
                elements.set(trial, independent);
            } else if (distribution instanceof Distribution.Orthogonal) {
                elements.set(trial, STANDARD_NORMAL);
                matrices.add(trial);
            } else {
                context.upload(
                        distribution.draw(keys[trial], weights.rows(), weights.columns()), weights.pointer(trial));
            }
        }
        drawElements(elements, keys, weights);
        if (!matrices.isEmpty()) {
            double[] gains = matrices.stream()
                    .mapToDouble(trial -> ((Distribution.Orthogonal) distributions.get(trial)).gain())
                    .toArray();
            orthogonal.orthogonalize(matrices, gains, weights);
        }
    }

    private void drawElements(List<Distribution.Independent> elements, long[] keys, CudaTensor weights) {
        if (weights.trials() >= TOGETHER) {
            try (CudaArena scratch = new CudaArena(context, 0)) {
                together.draw(elements, keys, weights, scratch);
            }
            return;
        }
        for (int trial = 0; trial < weights.trials(); trial++) {
            if (elements.get(trial) != null) {
                curand.draw(elements.get(trial), keys[trial], weights, trial);
            }
        }
        curand.forget();
    }

    @Override
    public void close() {
        curand.close();
    }
}
