package dev.fathom.engine;

import dev.fathom.device.Device;
import dev.fathom.device.cuda.CudaDevice;
import dev.fathom.device.cuda.runtime.Precision;
import org.junit.jupiter.api.Tag;

/** Parity on the first real GPU: {@code mvn -Pcuda verify}, and bench/gpu. */
@Tag("gpu")
class GpuParityTest implements ParityContract {
    @Override
    public Device open(int ordinal) {
        return new CudaDevice(0, Precision.FP32);
    }
}
