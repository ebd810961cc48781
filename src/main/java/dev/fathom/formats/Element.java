package dev.fathom.formats;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Floating-point types of stored numbers; all are read as float32. */
public enum Element {
    F16(2, "f2") {
        @Override
        float next(ByteBuffer from) {
            return half(from.getShort());
        }

        @Override
        void decode(ByteBuffer from, float[] into, int count) {
            ShortBuffer halves = from.asShortBuffer();
            for (int i = 0; i < count; i++) {
                into[i] = Halves.VALUES[halves.get(i) & 0xffff];
            }
        }
    },
    BF16(2, "") {
        @Override
        float next(ByteBuffer from) {
            return Float.intBitsToFloat(from.getShort() << 16);
        }

        @Override
        void decode(ByteBuffer from, float[] into, int count) {
            ShortBuffer upper = from.asShortBuffer();
            for (int i = 0; i < count; i++) {
                into[i] = Float.intBitsToFloat(upper.get(i) << 16);
            }
        }
    },
    F32(4, "f4") {
        @Override
        float next(ByteBuffer from) {
            return from.getFloat();
        }

        @Override
        void decode(ByteBuffer from, float[] into, int count) {
            from.asFloatBuffer().get(into, 0, count);
        }
    },
    F64(8, "f8") {
        @Override
        float next(ByteBuffer from) {
            return (float) from.getDouble();
        }
    };

    private final int bytes;
    private final String numpy;

    Element(int bytes, String numpy) {
        this.bytes = bytes;
        this.numpy = numpy;
    }

    /** Reads one number in the buffer's byte order. */
    abstract float next(ByteBuffer from);

    /** Reads so many numbers. */
    void decode(ByteBuffer from, float[] into, int count) {
        for (int i = 0; i < count; i++) {
            into[i] = next(from);
        }
    }

    /** Every half, by its bits: a look-up has no branches. */
    private static final class Halves {
        private static final float[] VALUES = new float[1 << 16];

        static {
            for (int bits = 0; bits < VALUES.length; bits++) {
                VALUES[bits] = half((short) bits);
            }
        }
    }

    /** Bytes of one number. */
    public int bytes() {
        return bytes;
    }

    /** By its name in safetensors; empty for integers and types unknown here. */
    public static Optional<Element> named(String name) {
        return Arrays.stream(values()).filter(e -> e.name().equals(name)).findFirst();
    }

    /** By kind and size in numpy, such as {@code f4}. */
    static Optional<Element> numpy(String code) {
        return Arrays.stream(values())
                .filter(e -> !code.isEmpty() && e.numpy.equals(code))
                .findFirst();
    }

    /** IEEE 754 binary16: 1 bit sign, 5 bits exponent (bias 15), 10 bits fraction. */
    static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float size;
        if (exponent == 0) {
            size = fraction * 0x1p-24f;
        } else if (exponent == 0x1f) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            size = Float.intBitsToFloat(exponent - 15 + 127 << 23 | fraction << 13);
        }
        return bits < 0 ? -size : size;
    }
}
