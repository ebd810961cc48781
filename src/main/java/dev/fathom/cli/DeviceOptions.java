package dev.fathom.cli;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.device.cuda.CudaDevice;
import dev.fathom.device.cuda.CudaDevices;
import dev.fathom.device.cuda.Finding;
import dev.fathom.device.cuda.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Where a command runs; chosen once a run and recorded with every result. */
final class DeviceOptions {
    private static final Pattern GPU = Pattern.compile("cuda(?::(\\d{1,4}))?");

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = {
                "auto, cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}, the first GPU where there is one).",
                "cpu:java is slow, but equal units stay equal to the last bit."
            },
            defaultValue = "auto")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the CPU device (default: one per processor). Results do not depend on it.")
    private Integer threads;

    @Option(
            names = "--precision",
            paramLabel = "P",
            description = "Matrix products on the GPU: fp32, tf32 or bf16 (default: ${DEFAULT-VALUE}).",
            defaultValue = "fp32")
    private String precision;

    /** The options that results depend on, as they were given. */
    List<String> chosen() {
        List<String> options = new ArrayList<>();
        if (!device.equals("auto")) {
            options.addAll(List.of("--device", device));
        }
        if (!precision.equals("fp32")) {
            options.addAll(List.of("--precision", precision));
        }
        return options;
    }

    Device open() {
        Precision products = Precision.parse(precision);
        Matcher gpu = GPU.matcher(device);
        if (gpu.matches()) {
            return new CudaDevice(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)), products);
        }
        if (device.equals("cpu")) {
            return cpu();
        }
        if (device.equals("cpu:java")) {
            return CpuDevice.plainJava(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        }
        if (!device.equals("auto")) {
            throw new IllegalArgumentException(
                    "unknown device '" + device + "': use auto, cpu, cpu:java, cuda or cuda:N");
        }
        List<Integer> ordinals = CudaDevices.usable();
        if (!ordinals.isEmpty()) {
            return new CudaDevice(ordinals.get(0), products);
        }
        CudaDevices.discover().stream()
                .filter(finding -> !finding.usable())
                .findFirst()
                .map(Finding::toString)
                .ifPresent(reason -> System.err.println("note: running on the CPU, no GPU is usable: " + reason));
        return cpu();
    }

    private Device cpu() {
        return threads == null ? new CpuDevice() : new CpuDevice(threads);
    }
}
