package dev.fathom.device.cpu.operations;

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

    /** Rows of x from one on, over all samples: all of an image's line that are among them at a time. */
    void rows(float[] x, int first, int count, float[] to) {
        int end = first + count;
        int at = 0;
        for (int row = first; row < end; ) {
            int position = row % window.positions();
            int left = position % window.width();
            int width = Math.min(window.width() - left, end - row);
            line(x, row - position, position / window.width(), left, width, to, at);
            row += width;
            at += width * columns();
        }
    }

    /** What so many neighbours in a line see. */
    private void line(float[] x, int sample, int y, int left, int count, float[] to, int at) {
        int size = window.kernel().size();
        int reach = window.kernel().reach();
        int span = size * channels;
        for (int line = 0; line < size; line++) {
            int next = at + line * span;
            int seen = place(y + line - reach, window.height());
            if (seen < 0) {
                for (int i = 0; i < count; i++, next += columns()) {
                    Arrays.fill(to, next, next + span, 0);
                }
            } else {
                neighbours(x, sample + seen * window.width(), left, count, to, next);
            }
        }
    }

    /** Of one line of the kernel, which lies on one of the image. */
    private void neighbours(float[] x, int start, int left, int count, float[] to, int at) {
        int reach = window.kernel().reach();
        int span = window.kernel().size() * channels;
        int step = columns();
        int inner = Math.min(Math.max(left, reach), left + count); // from there on the kernel stays on the image
        int outer = Math.max(inner, Math.min(left + count, window.width() - reach));
        int next = at;
        for (int i = left; i < inner; i++, next += step) {
            border(x, start, i - reach, to, next);
        }
        int from = (start + inner - reach) * channels;
        for (int i = inner; i < outer; i++, next += step, from += channels) {
            System.arraycopy(x, from, to, next, span);
        }
        for (int i = outer; i < left + count; i++, next += step) {
            border(x, start, i - reach, to, next);
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
