package dev.fathom.theory.meanfield;

import dev.fathom.net.Extent;
import dev.fathom.net.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Correlations of two inputs of a convolutional net, by Fourier mode over the positions (Xiao et al. 2018,
 * arXiv:1806.05393, section 2.2). Near the fixed point a convolution with circular padding maps a small deviation ε of the
 * covariance of the units at two positions, or of two inputs, to
 *
 * <pre>
 * ε'(p, p') = χ_c* Σ_o v_o ε(p + o, p' + o)
 * </pre>
 *
 * with v_o the share of a weight's variance that its offset o has. As p moves at a constant p' - p, waves stay waves: one of
 * frequency m keeps the part χ_c* λ(m), where λ is the Fourier transform of v. The even wave has λ = 1, the dense net; a
 * kernel with its centre alone has λ = 1 for all.
 */
public final class FourierModes {
    /** Of a sum of cosines. */
    private static final double ROUNDING = 1e-14;

    private final Extent image;
    private final Kernel kernel;
    private final boolean central;

    /**
     * A wave over the image.
     *
     * @param y periods from top to bottom
     * @param x periods from left to right
     * @param share λ, from -1 to 1
     * @param slope χ_c* λ: the factor a layer of a small deviation
     * @param xiC depth scale -1/ln |slope|; infinite at a slope of 1, and empty above it
     */
    public record Mode(int y, int x, double share, double slope, OptionalDouble xiC) {}

    /**
     * @param image positions that a layer has
     * @param kernel its offsets, on a torus
     * @param central whether its weights beside the centre are 0
     */
    public FourierModes(Extent image, Kernel kernel, boolean central) {
        this.image = image;
        this.kernel = kernel;
        this.central = central;
    }

    /** λ of a wave of so many periods. */
    double share(int y, int x) {
        return central ? 1 : share(y, (double) image.height()) * share(x, (double) image.width());
    }

    /** Along one side: mean of cos(2π m o / N) over the kernel's offsets o. */
    private double share(int periods, double positions) {
        double sum = 1;
        for (int offset = 1; offset <= kernel.reach(); offset++) {
            sum += 2 * Math.cos(2 * Math.PI * periods * offset / positions);
        }
        return Math.abs(sum) < ROUNDING ? 0 : sum / kernel.size();
    }

    /**
     * Every wave up to its mirror images, which are alike.
     *
     * @param slope χ_c*, that of the dense net's correlation map at c*
     */
    public List<Mode> at(double slope) {
        boolean square = image.height() == image.width();
        List<Mode> modes = new ArrayList<>();
        for (int y = 0; y <= image.height() / 2; y++) {
            for (int x = square ? y : 0; x <= image.width() / 2; x++) {
                double share = share(y, x);
                modes.add(new Mode(y, x, share, slope * share, FixedPoints.scale(Math.abs(slope * share))));
            }
        }
        return modes;
    }
}
