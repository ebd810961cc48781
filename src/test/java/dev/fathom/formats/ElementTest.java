package dev.fathom.formats;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ElementTest {
    /** Against the definition, in float64 arithmetic: (-1)^s 2^(e-15) (1 + f/1024), and 2^-14 f/1024 where e is 0. */
    @Test
    void everyHalfIsExact() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = (bits >> 10) % 32;
            double fraction = bits % 1024 / 1024.0;
            double size = exponent == 31
                    ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                    : exponent == 0 ? fraction * Math.pow(2, -14) : (1 + fraction) * Math.pow(2, exponent - 15);
            double expected = bits >= 1 << 15 ? -size : size;
            // by their bits: NaN equals itself, and -0 is not 0
            assertThat(Double.doubleToLongBits(Element.half((short) bits)))
                    .isEqualTo(Double.doubleToLongBits(expected));
        }
    }

    /** bfloat16 is the upper half of a float32. */
    @Test
    void bfloat16() {
        ByteBuffer pi = ByteBuffer.allocate(2).putShort((short) 0x4049).flip();
        assertThat(Element.BF16.next(pi)).isEqualTo(3.140625f);
        ByteBuffer minus = ByteBuffer.allocate(2).putShort((short) 0xBF80).flip();
        assertThat(Element.BF16.next(minus)).isEqualTo(-1f);
    }

    @Test
    void numbersCountByValue() {
        assertThat(NaturalOrder.INSTANCE.compare("2.weight", "10.weight")).isNegative();
        assertThat(NaturalOrder.INSTANCE.compare("layers.10.b", "layers.9.c")).isPositive();
        assertThat(NaturalOrder.INSTANCE.compare("W2", "b1")).isNegative();
        assertThat(NaturalOrder.INSTANCE.compare("a", "a")).isZero();
        assertThat(NaturalOrder.INSTANCE.compare("a1", "a01")).isNotZero();
    }
}
