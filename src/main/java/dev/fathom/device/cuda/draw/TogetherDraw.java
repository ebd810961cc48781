package dev.fathom.device.cuda.draw;

import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.CudaTensor;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Kernels;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.device.cuda.runtime.Region;
import dev.fathom.init.Distribution;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Random weights of all trials by one launch of kernels/draw.cu, from the Philox sequences that {@link CurandDraw} takes
 * them from: uniforms are cuRAND's to the bit, normals within the error of the fast sine that cuRAND's own kernels use.
 */
final class TogetherDraw {
    /** Bytes of {@code struct Draw} in kernels/draw.cu. */
    private static final int DRAW = 72;

    private static final int CONSTANT = 1;
    private static final int NORMAL = 2;
    private static final int UNIFORM = 3;
    private static final int TRUNCATED_NORMAL = 4;

    private final CudaContext context;
    private final Kernels kernels;

    TogetherDraw(CudaContext context, Kernels kernels) {
        this.context = context;
        this.kernels = kernels;
    }

    /** @param distributions one for each trial; null leaves its matrix alone */
    void draw(List<Distribution.Independent> distributions, long[] keys, CudaTensor weights, CudaArena scratch) {
        ByteBuffer draws = ByteBuffer.allocate(DRAW * distributions.size()).order(ByteOrder.nativeOrder());
        for (int trial = 0; trial < distributions.size(); trial++) {
            draws.position(DRAW * trial);
            write(distributions.get(trial), keys[trial], draws);
            draws.position(DRAW * (trial + 1));
        }
        Region uploaded = scratch.take(draws.position());
        context.upload(draws, uploaded.pointer());
        kernels.named("draw")
                .launch(
                        context.stream(),
                        Grids.blocksOfFour(weights),
                        uploaded.address(),
                        Matrices.of(weights, weights.trials(), weights.rows(), weights.columns()),
                        weights.size());
    }

    /** In the order of the fields of {@code struct Draw}. */
    private static void write(Distribution.Independent distribution, long key, ByteBuffer out) {
        if (distribution instanceof Distribution.Constant constant) {
            out.putLong(key).putInt(CONSTANT).putFloat((float) constant.value());
        } else if (distribution instanceof Distribution.Normal normal) {
            out.putLong(key).putInt(NORMAL).putFloat((float) normal.mean()).putFloat((float) normal.std());
        } else if (distribution instanceof Distribution.Uniform uniform) {
            float span = (float) (uniform.high() - uniform.low());
            out.putLong(key)
                    .putInt(UNIFORM)
                    .putFloat((float) uniform.low())
                    .putFloat(span)
                    .putFloat((float) uniform.high());
        } else if (distribution instanceof Distribution.TruncatedNormal cut) {
            Distribution.Normal parent = new Distribution.Normal(cut.parentMean(), cut.parentStd());
            double bottom = parent.cdf(cut.low());
            double mass = parent.cdf(cut.high()) - bottom;
            out.putLong(key).putInt(TRUNCATED_NORMAL).putFloat(0).putFloat(0).putFloat(0);
            out.putDouble(parent.mean()).putDouble(parent.std());
            out.putDouble(cut.low()).putDouble(cut.high()).putDouble(bottom).putDouble(mass);
        }
    }
}
