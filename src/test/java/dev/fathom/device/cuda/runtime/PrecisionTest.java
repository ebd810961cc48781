package dev.fathom.device.cuda.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.CudaDevice;
import dev.fathom.device.cuda.OnSimulator;
import org.junit.jupiter.api.Test;

/** Reduced precision reaches the products, and only where it was asked for. */
@OnSimulator
class PrecisionTest {
    /** 1 + 2^-9 lies between the numbers of bf16, 1 + 2^-12 between those of tf32. */
    private static final float BETWEEN_BF16 = 1 + 1f / 512;

    private static final float BETWEEN_TF32 = 1 + 1f / 4096;

    @Test
    void roundsTheFactors() {
        assertThat(product(Precision.FP32, BETWEEN_TF32)).isEqualTo(BETWEEN_TF32);
        assertThat(product(Precision.TF32, BETWEEN_BF16)).isEqualTo(BETWEEN_BF16);
        assertThat(product(Precision.TF32, BETWEEN_TF32)).isEqualTo(1);
        assertThat(product(Precision.THREE_TF32, BETWEEN_TF32)).isEqualTo(BETWEEN_TF32);
        assertThat(product(Precision.BF16, BETWEEN_BF16)).isEqualTo(1);
    }

    private static float product(Precision precision, float factor) {
        try (Device device = new CudaDevice(0, precision);
                Arena arena = device.arena()) {
            Tensor a = arena.tensor(1, 1, 1);
            Tensor b = arena.tensor(1, 1, 1);
            Tensor c = arena.tensor(1, 1, 1);
            device.upload(new float[] {factor}, a, 0);
            device.upload(new float[] {1}, b, 0);
            try (Program program = device.record(ops -> ops.product(1, a, false, b, false, 0, c))) {
                program.run();
            }
            assertThat(device.description()).contains(precision.toString());
            return device.download(c, 0)[0];
        }
    }

    @Test
    void isParsed() {
        assertThat(Precision.parse("bf16")).isEqualTo(Precision.BF16);
        assertThatThrownBy(() -> Precision.parse("fp8")).hasMessageContaining("use fp32, tf32, 3xtf32 or bf16");
    }
}
