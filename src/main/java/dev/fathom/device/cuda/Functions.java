package dev.fathom.device.cuda;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Formula;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.Region;
import dev.fathom.formula.Operation;
import dev.fathom.formula.Program;
import java.util.List;

/**
 * The activations of a cohort on the device.
 *
 * @param functions {@code struct Function} of kernels/activate.cu, one for each trial
 * @param programs {@code struct Program} of kernels/formula.cuh, one for each trial; null where none has a formula
 */
record Functions(Region functions, Region programs) {
    /** Words of 4 bytes: code, parameter, low, high. */
    private static final int WORDS = 4;

    /** Words of 4 bytes: the length, then operation, code and number of each step. */
    private static final int PROGRAM_WORDS = 1 + 3 * Program.MAX_STEPS;

    static Functions upload(CudaContext context, CudaArena memory, List<Activation> functions) {
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
        boolean written = functions.stream().anyMatch(Formula.class::isInstance);
        return new Functions(
                upload(context, memory, words), written ? upload(context, memory, programs(functions)) : null);
    }

    private static int[] programs(List<Activation> functions) {
        int[] words = new int[PROGRAM_WORDS * functions.size()];
        for (int trial = 0; trial < functions.size(); trial++) {
            List<Program.Step> steps = steps(functions.get(trial));
            int at = PROGRAM_WORDS * trial;
            words[at++] = steps.size();
            for (Program.Step step : steps) {
                boolean call = step.operation() == Operation.CALL;
                words[at++] = step.operation().ordinal();
                words[at++] = call ? step.function().code() : 0;
                words[at++] = Float.floatToRawIntBits(call ? step.function().parameter() : step.number());
            }
        }
        return words;
    }

    /** A function beside formulas is a program that calls it. */
    private static List<Program.Step> steps(Activation function) {
        return function instanceof Formula formula
                ? formula.program().steps()
                : List.of(new Program.Step(Operation.VARIABLE, 0, null), new Program.Step(Operation.CALL, 0, function));
    }

    private static Region upload(CudaContext context, CudaArena memory, int[] words) {
        Region region = memory.take((long) Integer.BYTES * words.length);
        context.upload(words, region.pointer());
        return region;
    }
}
