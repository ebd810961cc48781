package dev.fathom.net;

import java.util.List;

/**
 * z = sum over the kernel's offsets o of a[position + o] W_o + b, at every position. The weights are one matrix: its rows are
 * offsets, line by line, times channels.
 */
public record Convolve(Kernel kernel, int channels) implements Block {
    @Override
    public Extent output(Extent in) {
        return in.withChannels(channels);
    }

    /** The fans are those of PyTorch: each weight serves every position, and a position meets all the kernel's. */
    @Override
    public List<Weight> weights(Extent in) {
        int rows = Math.multiplyExact(kernel.area(), in.channels());
        int fanOut = Math.multiplyExact(kernel.area(), channels);
        return List.of(new Weight("conv", Weight.Place.INNER, in.positions(), rows, channels, rows, fanOut));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.convolve(this);
    }
}
