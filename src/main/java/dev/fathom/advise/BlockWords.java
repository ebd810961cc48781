package dev.fathom.advise;

import dev.fathom.init.Distribution;
import dev.fathom.net.Attention;
import dev.fathom.net.Extent;
import dev.fathom.net.Kernel;
import dev.fathom.net.Normalize;
import java.util.List;
import java.util.OptionalDouble;

/** How a library says each kind of block: an expression that builds it with its weights drawn. */
interface BlockWords {
    /** The module around the blocks. */
    String program(CodedNetwork model, String blocks);

    /** Blocks that follow each other, the same ones so many times. */
    String repeated(int times, List<String> blocks);

    String dense(int inputs, int units, Distribution law);

    /** A dense layer on patches of this side that do not overlap. */
    String patches(int side, int colours, int units, Distribution law);

    String convolve(Kernel kernel, int inputs, int units, Distribution law);

    /** @param laws of queries, keys and values */
    String attend(Attention attention, int width, List<Distribution> laws);

    /** An image's positions as tokens, with a learned vector added to each. */
    String positions(Extent extent, Distribution law);

    /** @param tokens whether positions are tokens; else an image */
    String normalize(Normalize norm, int channels, boolean tokens);

    String activate(CodedNetwork model);

    /** @param gate start of a learnable factor */
    String residual(List<String> branch, float scale, OptionalDouble gate);

    String pool(boolean tokens);

    /** One expression a line, as the arguments of a call. */
    static String arguments(List<String> expressions) {
        return ("\n" + String.join(",\n", expressions)).replace("\n", "\n    ") + "\n";
    }

    /** The call that stands for a branch and the skip around it. */
    static String residual(String name, List<String> branch, float scale, OptionalDouble gate) {
        return name + "(" + arguments(branch).stripTrailing() + ",\n    scale=" + scale
                + (gate.isPresent() ? ", alpha=" + gate.getAsDouble() : "") + ")";
    }

    /** The call that stands for attention. @param parts queries, keys and values */
    static String attention(String name, Attention attention, List<String> parts) {
        return name + "(" + attention.heads() + ", " + python(attention.causal()) + "," + arguments(parts) + ")";
    }

    static String python(boolean value) {
        return value ? "True" : "False";
    }
}
