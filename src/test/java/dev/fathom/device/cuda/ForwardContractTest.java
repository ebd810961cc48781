package dev.fathom.device.cuda;

import dev.fathom.device.Device;
import dev.fathom.device.DeviceContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the simulated GPU whose threads run forwards, each tensor with red zones of its own. */
@OnSimulator
class ForwardContractTest implements DeviceContract {
    private static Device device;

    @BeforeAll
    static void open() {
        device = new CudaDevice(0, Precision.FP32, 0);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    @Override
    public Device device() {
        return device;
    }
}
