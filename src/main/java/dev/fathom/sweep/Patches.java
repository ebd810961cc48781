package dev.fathom.sweep;

import dev.fathom.data.Image;
import dev.fathom.engine.Samples;
import dev.fathom.net.Extent;

/**
 * Cuts images into squares that do not overlap: what a convolution of that kernel and stride, without padding, sees. A patch
 * becomes a position, and its pixels, line by line with all colours of each, the channels.
 */
final class Patches {
    private Patches() {}

    /** @throws IllegalArgumentException where patches of that side do not cover the image */
    static Samples cut(Samples samples, Image image, int side) {
        if (image.height() % side != 0 || image.width() % side != 0) {
            throw new IllegalArgumentException("patches of " + side + " x " + side + " do not cover images of "
                    + image.height() + " x " + image.width() + ": take stem=" + sides(image));
        }
        int[] from = order(image, side);
        float[] features = samples.features();
        float[] cut = new float[features.length];
        for (int sample = 0; sample < features.length; sample += from.length) {
            for (int i = 0; i < from.length; i++) {
                cut[sample + i] = features[sample + from[i]];
            }
        }
        Extent extent = new Extent(image.height() / side, image.width() / side, side * side * image.colours());
        return new Samples(cut, extent, samples.answers());
    }

    /** Where each value of a cut image stood. */
    private static int[] order(Image image, int side) {
        int[] from = new int[image.size()];
        int i = 0;
        for (int top = 0; top < image.height(); top += side) {
            for (int left = 0; left < image.width(); left += side) {
                for (int y = top; y < top + side; y++) {
                    for (int x = left; x < left + side; x++) {
                        for (int colour = 0; colour < image.colours(); colour++) {
                            from[i++] = (colour * image.height() + y) * image.width() + x;
                        }
                    }
                }
            }
        }
        return from;
    }

    /** The sides that do cover it, in words. */
    private static String sides(Image image) {
        StringBuilder sides = new StringBuilder("1");
        for (int side = 2; side <= Math.min(image.height(), image.width()); side++) {
            if (image.height() % side == 0 && image.width() % side == 0) {
                sides.append(" or ").append(side);
            }
        }
        return sides.toString();
    }
}
