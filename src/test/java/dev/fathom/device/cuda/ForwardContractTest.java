package dev.fathom.device.cuda;

import dev.fathom.device.Device;
import dev.fathom.device.DeviceContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the simulated GPU whose threads run forwards. */
@OnSimulator
class ForwardContractTest implements DeviceContract {
    private static Device device;

    @BeforeAll
    static void open() {
        device = Simulator.open(0);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    @Override
    public Device device() {
        return device;
    }

    /** Float32: an ulp, and as much again for the difference that is raised. */
    @Override
    public double exponentialError() {
        return 0x1p-23;
    }
}
