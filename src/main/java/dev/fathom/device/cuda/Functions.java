package dev.fathom.device.cuda;

import dev.fathom.activation.Activation;
import java.util.List;

/** The activations of a cohort on the device: {@code struct Function} of kernels/activate.cu, one for each trial. */
final class Functions {
    /** Words of 4 bytes: code, parameter, low, high. */
    private static final int WORDS = 4;

    private Functions() {}

    static Region upload(CudaContext context, CudaArena memory, List<Activation> functions) {
        int[] words = new int[WORDS * functions.size()];
        for (int trial = 0; trial < functions.size(); trial++) {
            Activation function = functions.get(trial);
            words[WORDS * trial] = function.code();
            words[WORDS * trial + 1] = Float.floatToRawIntBits(function.parameter());
            words[WORDS * trial + 2] =
                    Float.floatToRawIntBits(function.saturation().low());
            words[WORDS * trial + 3] =
                    Float.floatToRawIntBits(function.saturation().high());
        }
        Region region = memory.take((long) Integer.BYTES * words.length);
        context.upload(words, region.pointer());
        return region;
    }
}
