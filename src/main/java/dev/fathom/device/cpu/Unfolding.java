package dev.fathom.device.cpu;

import dev.fathom.device.Window;
import dev.fathom.net.Kernel.Padding;
import java.util.Arrays;

/**
 * Writes what a kernel sees from each position as a row: the lines of the kernel one after the other, each with its
 * positions and their channels.
 */
record Unfolding(Window window, int channels) {
    int columns() {
        return window.kernel().area() * channels;
    }

    /** Rows of x from one on, over all samples. */
    void rows(float[] x, int first, int count, float[] to) {
        int size = window.kernel().size();
        int reach = window.kernel().reach();
        int span = size * channels;
        int at = 0;
        for (int row = first; row < first + count; row++) {
            int position = row % window.positions();
            int sample = row - position;
            int top = position / window.width() - reach;
            int left = position % window.width() - reach;
            boolean inside = left >= 0 && left + size <= window.width();
            for (int line = top; line < top + size; line++, at += span) {
                int y = place(line, window.height());
                if (y < 0) {
                    Arrays.fill(to, at, at + span, 0);
                } else if (inside) {
                    System.arraycopy(x, (sample + y * window.width() + left) * channels, to, at, span);
                } else {
                    border(x, sample + y * window.width(), left, to, at);
                }
            }
        }
    }

    private void border(float[] x, int start, int left, float[] to, int at) {
        int next = at;
        for (int column = left; column < left + window.kernel().size(); column++, next += channels) {
            int place = place(column, window.width());
            if (place < 0) {
                Arrays.fill(to, next, next + channels, 0);
            } else {
                System.arraycopy(x, (start + place) * channels, to, next, channels);
            }
        }
    }

    /** Where a line or column that may lie beyond the border is found; -1 where zeros are. */
    private int place(int index, int length) {
        if (index >= 0 && index < length) {
            return index;
        }
        return window.kernel().padding() == Padding.CIRCULAR ? Math.floorMod(index, length) : -1;
    }
}
