package dev.fathom.device.cuda;

import dev.fathom.device.Device;
import dev.fathom.device.DeviceContract;
import dev.fathom.device.cuda.runtime.Precision;
import dev.fathom.selftest.SelfTest;
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

    @Override
    public double normalError() {
        return SelfTest.NORMAL_ERROR;
    }

    /** Float32: an ulp, and as much again for the difference that is raised. */
    @Override
    public double exponentialError() {
        return 0x1p-23;
    }
}
