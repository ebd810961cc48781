package dev.fathom.device.cuda;

import dev.fathom.activation.Activation;
import dev.fathom.device.Normalization;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Matrices;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The launches of kernels/activate.cu: without measurement, with it, and of functions given by a formula. */
final class CudaActivations {
    private final Launcher launcher;
    private final CudaContext context;
    private final CudaArena memory;
    private final CudaMeasuring measuring;
    private final Map<List<Activation>, Functions> uploaded = new HashMap<>();

    CudaActivations(Launcher launcher, CudaContext context, CudaArena memory, CudaMeasuring measuring) {
        this.launcher = launcher;
        this.context = context;
        this.memory = memory;
        this.measuring = measuring;
    }

    /** @param bias added to z first */
    void record(
            List<Activation> byTrial,
            Matrices bias,
            Tensor z,
            Normalization normalization,
            Tensor a,
            Slot preactivation,
            Slot activation) {
        Matrices shift = bias;
        Slot before = preactivation;
        if (normalization != null) {
            if (preactivation != null) {
                measuring.measure(z, shift, preactivation);
            }
            new CudaNormalizing(launcher, memory, normalization, z).forward(shift, z);
            shift = Matrices.ABSENT;
            before = null;
        }
        long sumsBefore = measuring.sums(z, before);
        long sumsAfter = measuring.sums(a, activation);
        Functions functions = functions(byTrial, z.trials());
        long own = functions.functions().address();
        Object[] rest = {shift, matrix(z, z), matrix(z, a), z.rows(), z.columns(), sumsBefore, sumsAfter};
        if (functions.programs() == null && before == null && activation == null) {
            Object[] bare = Arrays.copyOf(rest, rest.length - 2);
            launcher.launch("activate_matrix", Grids.tiles(z), arguments(bare, own));
        } else if (functions.programs() == null) {
            launcher.launch("activate_measured", Grids.tiles(z), arguments(rest, own));
        } else {
            launcher.launch(
                    "activate_formulas",
                    Grids.tiles(z),
                    arguments(rest, own, functions.programs().address()));
        }
        measuring.combine(z, sumsBefore, before);
        measuring.combine(a, sumsAfter, activation);
    }

    private static Matrices matrix(Tensor like, Tensor x) {
        return Matrices.of(x, like.trials(), like.rows(), like.columns());
    }

    private static Object[] arguments(Object[] rest, Object... first) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(rest)).toArray();
    }

    private Functions functions(List<Activation> byTrial, int trials) {
        if (byTrial.size() != trials) {
            throw new IllegalArgumentException(byTrial.size() + " activations for " + trials + " trials");
        }
        return uploaded.computeIfAbsent(List.copyOf(byTrial), list -> Functions.upload(context, memory, list));
    }
}
