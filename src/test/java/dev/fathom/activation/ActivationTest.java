package dev.fathom.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.activation.functions.HardTanh;
import dev.fathom.activation.functions.LeakyRelu;
import dev.fathom.activation.functions.Silu;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every activation promises. */
class ActivationTest {
    private static final int BLOCK = 4096;
    /** Every 997th bit pattern: 4.3 million numbers of all magnitudes and signs, infinities and NaNs among them. */
    private static final int STRIDE = 997;

    static Stream<Activation> all() {
        return Stream.concat(
                Activations.all().stream(),
                Stream.of("leaky_relu(0.2)", "elu(0.5)").map(Activations::parse));
    }

    @ParameterizedTest
    @MethodSource("all")
    void float32FormIsExactOverTheWholeRange(Activation activation) {
        float[] x = new float[BLOCK];
        long bits = Integer.MIN_VALUE;
        while (bits <= Integer.MAX_VALUE) {
            for (int i = 0; i < BLOCK; i++, bits += STRIDE) {
                x[i] = Float.intBitsToFloat((int) Math.min(bits, Integer.MAX_VALUE));
            }
            check(activation, x);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void float32FormIsExactAroundKinksAndClamps(Activation activation) {
        float[] x = new float[BLOCK];
        for (float centre :
                new float[] {0, 1, -1, 4, -4, 7.9053f, -7.9053f, 9, -9, 10, 12, -12, 14, -14, 88, -88, 8192, -8192}) {
            float value = centre;
            for (int i = 0; i < BLOCK / 2; i++) {
                x[i] = value;
                value = Math.nextUp(value);
            }
            value = centre;
            for (int i = BLOCK / 2; i < BLOCK; i++) {
                value = Math.nextDown(value);
                x[i] = value;
            }
            check(activation, x);
        }
        for (int i = 0; i < BLOCK; i++) {
            x[i] = (i - BLOCK / 2) * 0.0078125f;
        }
        check(activation, x);
    }

    /** 3e-7 absolute or 4 ulp of the exact float64 value, whichever is larger. */
    private static void check(Activation activation, float[] x) {
        float[] slope = x.clone();
        float[] value = new float[x.length];
        activation.apply(slope, value, x.length);
        for (int i = 0; i < x.length; i++) {
            require(activation, "value", x[i], value[i], activation.value(x[i]));
            require(activation, "derivative", x[i], slope[i], activation.derivative(x[i]));
        }
    }

    private static void require(Activation activation, String what, float x, float actual, double exact) {
        boolean close = Double.isNaN(exact)
                ? Float.isNaN(actual)
                : Double.compare(actual, exact) == 0
                        || Math.abs(actual - exact) <= Math.max(3e-7, 4.0 * Math.ulp((float) exact));
        if (!close) {
            throw new AssertionError(
                    what + " of " + activation.spec() + " at " + x + " is " + actual + ", exactly " + exact);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void derivativeEqualsTheDifferenceOfValues(Activation activation) {
        double h = 1e-4;
        for (double x = -9.9875; x < 10; x += 0.05) {
            DoubleUnaryOperator f = activation::value;
            double difference = (f.applyAsDouble(x - 2 * h)
                            - 8 * f.applyAsDouble(x - h)
                            + 8 * f.applyAsDouble(x + h)
                            - f.applyAsDouble(x + 2 * h))
                    / (12 * h);
            // rounding 1e-16 |f| / h is the larger part of the difference's error
            assertThat(activation.derivative(x)).isCloseTo(difference, org.assertj.core.data.Offset.offset(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void specReadsBack(Activation activation) {
        assertThat(Activations.parse(activation.spec())).isEqualTo(activation);
    }

    @Test
    void codesCountUpInOrder() {
        List<Activation> all = Activations.all();
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).code()).isEqualTo(i);
        }
    }

    @Test
    void namesMayBeSpeltAsElsewhere() {
        assertThat(Activations.parse("swish")).isEqualTo(new Silu());
        assertThat(Activations.parse("LeakyReLU(0.2)")).isEqualTo(new LeakyRelu(0.2f));
        assertThat(Activations.parse("hardtanh")).isEqualTo(new HardTanh());
    }

    @Test
    void misspeltNamesGetTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Activations.parse("rellu"))
                .withMessageContaining("did you mean relu");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Activations.parse("relu(3)"))
                .withMessageContaining("takes no arguments");
    }
}
