package dev.fathom.cli.options;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.device.cuda.CudaDevice;
import dev.fathom.device.cuda.CudaDevices;
import dev.fathom.device.cuda.libraries.LibraryCheck;
import dev.fathom.device.cuda.runtime.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Where a command runs; chosen once a run and recorded with every result. */
public final class DeviceOptions {
    private static final Pattern GPU = Pattern.compile("cuda:(\\d{1,4})");

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = {
                "auto, cpu, cuda, or cuda:N (default: ${DEFAULT-VALUE}, a GPU where there is one).",
                "A sweep takes all GPUs for auto and cuda, and some for cuda:N,cuda:M; other commands take one.",
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
            description =
                    "Matrix products on the GPU: fp32, tf32, 3xtf32 or bf16 (default: ${DEFAULT-VALUE}); map takes fp64 on the CPU too.",
            defaultValue = "fp32")
    private String precision;

    /** The options that results depend on, as they were given. */
    public List<String> chosen() {
        List<String> options = new ArrayList<>();
        if (!device.equals("auto")) {
            options.addAll(List.of("--device", device));
        }
        if (!precision.equals("fp32")) {
            options.addAll(List.of("--precision", precision));
        }
        return options;
    }

    /** For a cluster, whose scheduler says which device a task has. */
    public Precision precisionOnExecutors() {
        if (!device.equals("auto") || threads != null) {
            throw new IllegalArgumentException(
                    "on Spark a task's device and threads come from spark.task.resource.gpu.amount"
                            + " and spark.task.cpus: leave --device and --threads out");
        }
        return Precision.parse(precision);
    }

    /** The one device of a command that uses one. */
    public Device open() {
        if (device.contains(",")) {
            throw new IllegalArgumentException("this command runs on one device, not on '" + device + "'");
        }
        return open(names().get(0));
    }

    /** The devices that the option names: all usable GPUs for {@code cuda}, and for {@code auto} where there are any. */
    public List<String> names() {
        if (device.equals("auto")) {
            return gpusOrCpu();
        }
        if (device.equals("cuda")) {
            List<String> gpus = gpus();
            return gpus.isEmpty() ? List.of("cuda:0") : gpus; // opening this one tells what is missing
        }
        List<String> named = Stream.of(device.split(",", -1)).distinct().toList();
        for (String name : named) {
            if (!name.equals("cpu")
                    && !name.equals("cpu:java")
                    && !GPU.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "unknown device '" + name + "': use auto, cpu, cpu:java, cuda, cuda:N or cuda:N,cuda:M");
            }
        }
        if (named.size() > 1
                && !named.stream().allMatch(name -> GPU.matcher(name).matches())) {
            throw new IllegalArgumentException("only GPUs work side by side, got '" + device + "'");
        }
        return named;
    }

    private static List<String> gpus() {
        return CudaDevices.usable().stream().map(ordinal -> "cuda:" + ordinal).toList();
    }

    private static List<String> gpusOrCpu() {
        List<String> gpus = gpus();
        if (!gpus.isEmpty()) {
            return gpus;
        }
        CudaDevices.discover().stream()
                .filter(finding -> !finding.usable())
                .findFirst()
                .map(LibraryCheck::toString)
                .map(reason -> "note: running on the CPU, no GPU is usable: " + reason)
                .filter(DailyNote.of("no-gpu")::isNew)
                .ifPresent(System.err::println);
        return List.of("cpu");
    }

    /** Whether {@code --precision fp64} was given, which commands that train swarms take. */
    public boolean float64() {
        return precision.equals("fp64");
    }

    /** @param name one of {@link #names} */
    public Device open(String name) {
        return open(name, Precision.parse(precision));
    }

    /** As above for swarms, which choose their own precision. */
    public Device openForSwarms(String name) {
        return open(name, float64() ? Precision.FP32 : Precision.parse(precision));
    }

    private Device open(String name, Precision products) {
        Matcher gpu = GPU.matcher(name);
        if (gpu.matches()) {
            return new CudaDevice(Integer.parseInt(gpu.group(1)), products);
        }
        if (name.equals("cpu:java")) {
            return CpuDevice.plainJava(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
        }
        return cpu();
    }

    private Device cpu() {
        return threads == null ? new CpuDevice() : new CpuDevice(threads);
    }
}
