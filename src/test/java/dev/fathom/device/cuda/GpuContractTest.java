package dev.fathom.device.cuda;

import dev.fathom.device.Device;
import dev.fathom.device.DeviceContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract on a real GPU: {@code mvn -Pcuda verify} runs this alone, and fails where there is none. */
@Tag("gpu")
class GpuContractTest implements DeviceContract {
    private static Device device;

    @BeforeAll
    static void open() {
        device = new CudaDevice(0, Precision.FP32);
    }

    @AfterAll
    static void close() {
        if (device != null) {
            device.close();
        }
    }

    @Override
    public Device device() {
        return device;
    }

    /** The fast sine errs by 2^-21, and is multiplied by a radius of up to 6. */
    @Override
    public double normalError() {
        return 4e-6;
    }
}
