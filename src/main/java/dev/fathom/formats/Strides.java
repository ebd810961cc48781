package dev.fathom.formats;

import java.util.List;

/**
 * How an array lies in memory: the element of index (i, j, ...) is at offset + i * stride(0) + j * stride(1) + ...
 *
 * @param stride in elements
 */
public record Strides(long offset, List<Long> stride) {
    public Strides {
        stride = List.copyOf(stride);
    }

    /** The last index runs fastest. */
    public static Strides rowMajor(List<Long> shape) {
        Long[] stride = new Long[shape.size()];
        long step = 1;
        for (int i = shape.size() - 1; i >= 0; i--) {
            stride[i] = step;
            step *= shape.get(i);
        }
        return new Strides(0, List.of(stride));
    }

    /** The first index runs fastest. */
    public static Strides columnMajor(List<Long> shape) {
        Long[] stride = new Long[shape.size()];
        long step = 1;
        for (int i = 0; i < stride.length; i++) {
            stride[i] = step;
            step *= shape.get(i);
        }
        return new Strides(0, List.of(stride));
    }

    /** Whether the elements lie one after the other in the order of their indices. */
    public boolean contiguous(List<Long> shape) {
        List<Long> plain = rowMajor(shape).stride;
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) != 1 && !stride.get(i).equals(plain.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** One more than the last place used; 0 where there is no element. */
    public long extent(List<Long> shape) {
        long last = offset;
        for (int i = 0; i < shape.size(); i++) {
            if (shape.get(i) == 0) {
                return 0;
            }
            last = Math.addExact(last, Math.multiplyExact(shape.get(i) - 1, stride.get(i)));
        }
        return last + 1;
    }

    /** The elements in the order of their indices. */
    public float[] gather(float[] stored, List<Long> shape, int count) {
        float[] values = new float[count];
        int[] index = new int[shape.size()];
        long at = offset;
        for (int i = 0; i < count; i++) {
            values[i] = stored[(int) at];
            for (int axis = index.length - 1; axis >= 0; axis--) {
                at += stride.get(axis);
                if (++index[axis] < shape.get(axis)) {
                    break;
                }
                at -= stride.get(axis) * shape.get(axis);
                index[axis] = 0;
            }
        }
        return values;
    }
}
