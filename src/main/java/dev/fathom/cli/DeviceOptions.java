package dev.fathom.cli;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import picocli.CommandLine.Option;

/** Where a command runs; chosen once a run and recorded with every result. */
final class DeviceOptions {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "auto or cpu (default: ${DEFAULT-VALUE}).",
            defaultValue = "auto")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the CPU device (default: one per processor). Results do not depend on it.")
    private Integer threads;

    Device open() {
        if (!device.equals("auto") && !device.equals("cpu")) {
            throw new IllegalArgumentException("unknown device '" + device + "': use auto or cpu");
        }
        return threads == null ? new CpuDevice() : new CpuDevice(threads);
    }
}
