package dev.fathom.cli;

import dev.fathom.data.Datasets;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.device.cuda.CudaDevices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Says which devices, libraries and versions are found or missing, and how to mend each.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private FormatOption format;

    /** One thing looked at. */
    record Finding(String part, boolean ok, String found, String remedy) {}

    @Override
    public Integer call() {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("fathom", true, Fathom.Version.current(), ""));
        findings.add(java());
        findings.add(cpu());
        findings.add(data());
        findings.add(sqlite());
        boolean healthy = findings.stream().allMatch(Finding::ok);
        // a machine without a GPU is in order: everything runs on its CPU
        CudaDevices.discover()
                .forEach(cuda -> findings.add(new Finding(cuda.name(), cuda.usable(), cuda.found(), cuda.remedy())));
        if (format.get() == Format.json) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("healthy", healthy);
            json.put("findings", findings);
            Json.print(json, System.out);
        } else {
            Table table = new Table("part", "state", "found", "remedy");
            findings.forEach(f -> table.row(f.part(), f.ok() ? "ok" : "missing", f.found(), f.remedy()));
            table.print(format.get(), System.out);
        }
        return healthy ? 0 : 1;
    }

    private static Finding java() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        String found = System.getProperty("java.vendor") + " " + Runtime.version() + ", heap up to " + heap + " MiB";
        return new Finding("java", true, found, heap < 1024 ? "large networks need more heap: java -Xmx4g" : "");
    }

    private static Finding cpu() {
        try (Device device = new CpuDevice()) {
            boolean fast = device.description().contains("OpenBLAS 0");
            return new Finding(
                    "cpu device",
                    true,
                    device.description(),
                    fast
                            ? ""
                            : "products run about ten times slower than with OpenBLAS; it is bundled for linux-x86_64");
        }
    }

    private static Finding data() {
        try {
            var digits = Datasets.open("digits", Path.of(""));
            return new Finding("embedded digits", true, digits.name(), "");
        } catch (RuntimeException e) {
            return new Finding("embedded digits", false, e.getMessage(), "build the jar again from a clean clone");
        }
    }

    private static Finding sqlite() {
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return new Finding("sqlite", true, connection.getMetaData().getDatabaseProductVersion(), "");
        } catch (java.sql.SQLException | LinkageError e) {
            return new Finding(
                    "sqlite", false, String.valueOf(e.getMessage()), "make java.io.tmpdir writable and executable");
        }
    }
}
