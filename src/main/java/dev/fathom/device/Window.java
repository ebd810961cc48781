package dev.fathom.device;

import dev.fathom.net.Extent;
import dev.fathom.net.Kernel;

/**
 * A kernel that slides over the positions of each sample, which lie line by line.
 *
 * @param height, width positions of a sample
 */
public record Window(int height, int width, Kernel kernel) {
    public static Window over(Extent extent, Kernel kernel) {
        return new Window(extent.height(), extent.width(), kernel);
    }

    public int positions() {
        return height * width;
    }

    /** @throws IllegalArgumentException where operands of a convolution do not fit each other */
    public void require(Tensor x, Tensor weights, Tensor z) {
        boolean whole = z.rows() % positions() == 0 && x.rows() == z.rows();
        if (!whole || weights.rows() != kernel.area() * x.columns() || weights.columns() != z.columns()) {
            throw new IllegalArgumentException(
                    "a convolution over " + height + " x " + width + " positions by kernels of "
                            + kernel.size() + " takes no " + x.rows() + " x " + x.columns() + " and weights of "
                            + weights.rows()
                            + " x " + weights.columns() + " to " + z.rows() + " x " + z.columns());
        }
    }
}
