package dev.fathom.init;

import java.util.OptionalDouble;

/** What an initializer asks of a network beyond an independent draw of each layer. */
public sealed interface Scheme {
    Scheme INDEPENDENT = new Independent();

    /** Nothing: the law of each layer is all there is. */
    record Independent() implements Scheme {}

    /** Each layer is rescaled on data to pre-activations of variance 1 (Mishkin &amp; Matas 2016). */
    record UnitVariance() implements Scheme {}

    /**
     * Each weight is multiplied by the σ_w at which χ_perp = 1, and biases have deviation σ_b (Poole et al. 2016;
     * Schoenholz et al. 2017).
     *
     * @param activation whose critical point it is; empty for the network's own
     */
    record EdgeOfChaos(String activation, double sigmaB) implements Scheme {}

    /** Biases of each layer lie within ±1/√fan_in, as PyTorch's nn.Linear starts them, where the trial asks for none. */
    record FanInBiases() implements Scheme {}

    /** A learnable factor on each residual branch, α at the start (Bachlechner et al. 2020; SkipInit, De &amp; Smith 2020). */
    record ReZero(double alpha) implements Scheme {
        @Override
        public OptionalDouble gate() {
            return OptionalDouble.of(alpha);
        }
    }

    /**
     * The last layer of each residual branch and the output layer start at 0, and each branch has a learnable factor
     * that starts at 1 (Zhang et al. 2019). With L branches of m layers each, the others of a branch are multiplied by
     * L^(-1/(2m-2)); a branch of one layer is its own last one.
     */
    record Fixup() implements Scheme {
        @Override
        public OptionalDouble gate() {
            return OptionalDouble.of(1);
        }
    }

    /**
     * Maximal update: output weights and learning rates scale with the width, so that one learning rate serves all
     * widths; at the base width nothing changes (Yang et al. 2022, table 8).
     */
    record MaximalUpdate(int baseWidth) implements Scheme {}

    /**
     * Kernels pass each position on by itself: all but their centre is 0, which is an identity or orthogonal (Xiao et al.
     * 2018). Layers without a kernel have the law that the initializer gives them.
     */
    record KernelCentre(boolean identity, double gain) implements Scheme {
        /** The law of a kernel of so many positions. */
        public Distribution kernel(int area, int channels, int units) {
            return new Distribution.Centre(
                    identity
                            ? new Distribution.Identity(gain, channels, units)
                            : new Distribution.Orthogonal(gain, channels, units),
                    area);
        }
    }

    /** The last layer of each of N branches is multiplied by 1/√N (Radford et al. 2019). */
    record BranchEnds() implements Scheme {}

    /** Values, outputs and MLP of a transformer of L blocks without normalization times 0.67 L^(-1/4) (Huang et al. 2020). */
    record TFixup() implements Scheme {
        @Override
        public double inTransformer(int blocks) {
            return 0.67 * Math.pow(blocks, -0.25);
        }
    }

    /**
     * Values, outputs and MLP of a transformer of L blocks times (8 L)^(-1/4), where norm(x (2 L)^(1/4) + branch) stands
     * behind each sum (Wang et al. 2022); as the norm takes the scale away, that is norm(x + (2 L)^(-1/4) branch).
     */
    record DeepNorm() implements Scheme {
        /** Factor on branches of so many blocks. */
        public static double branch(int blocks) {
            return Math.pow(2 * blocks, -0.25);
        }

        @Override
        public double inTransformer(int blocks) {
            return Math.pow(8 * blocks, -0.25);
        }
    }

    /** Factor on values, outputs and MLP of a transformer of so many blocks. */
    default double inTransformer(int blocks) {
        return 1;
    }

    /** The part that changes how a network learns; trials that run together must agree in it. */
    default Scheme learning() {
        return this instanceof ReZero || this instanceof Fixup || this instanceof MaximalUpdate ? this : INDEPENDENT;
    }

    /** Start of the learnable factor on residual branches; empty where branches have none. */
    default OptionalDouble gate() {
        return OptionalDouble.empty();
    }
}
