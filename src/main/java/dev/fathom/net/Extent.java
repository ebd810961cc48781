package dev.fathom.net;

/** What one sample is inside a network: a grid of positions, each with so many channels. A plain vector has one position. */
public record Extent(int height, int width, int channels) {
    public Extent {
        if (height < 1 || width < 1 || channels < 1) {
            throw new IllegalArgumentException(
                    "positions and channels must be positive, got " + height + " x " + width + " x " + channels);
        }
    }

    public static Extent vector(int channels) {
        return new Extent(1, 1, channels);
    }

    public int positions() {
        return Math.multiplyExact(height, width);
    }

    /** Values of one sample. */
    public int size() {
        return Math.multiplyExact(positions(), channels);
    }

    public Extent withChannels(int count) {
        return new Extent(height, width, count);
    }
}
