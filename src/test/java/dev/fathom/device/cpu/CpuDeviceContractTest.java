package dev.fathom.device.cpu;

import dev.fathom.device.Device;
import dev.fathom.device.DeviceContract;
import dev.fathom.device.Moments;
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

    /** It adds in float32 as far as a device may. */
    @Override
    public double momentsTolerance() {
        return Moments.ERROR;
    }
}
