package dev.fathom.device.cpu;

import dev.fathom.device.Device;
import dev.fathom.device.DeviceContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class CpuDeviceContractTest implements DeviceContract {
    private static Device device;

    @BeforeAll
    static void open() {
        device = new CpuDevice(2);
    }

    @AfterAll
    static void close() {
        device.close();
    }

    @Override
    public Device device() {
        return device;
    }

    /** Derived where {@link Measurement} is described. */
    @Override
    public double momentsTolerance() {
        return 4 * (Measurement.TERMS + 2) * 0x1p-24;
    }
}
