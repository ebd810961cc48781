package dev.fathom.cli;

import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.data.Datasets;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.device.cuda.CudaDevices;
import dev.fathom.natives.Natives;
import dev.fathom.natives.NativesException;
import dev.fathom.selftest.Outcome;
import dev.fathom.selftest.SelfTest;
import dev.fathom.store.Provenance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        footer = {"", "Handbook: src/site/markdown/devices.md"},
        mixinStandardHelpOptions = true,
        description = "Says which devices, libraries and versions are found or missing, and how to mend each.")
final class DoctorCommand implements Callable<Integer> {
    @Option(
            names = "--selftest",
            description = {
                "Also runs every operation of a device beside the CPU and takes its speed: what to run first on a new machine.",
                "Exit code 1 where a result is further off than rounding explains."
            })
    private boolean selftest;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Spec
    private CommandSpec spec;

    /** One thing looked at. */
    record Finding(String part, boolean ok, String found, String remedy) {}

    @Override
    public Integer call() {
        requireSelfTest("--device", "--threads", "--precision");
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding("fathom", true, Provenance.programVersion(), ""));
        findings.add(java());
        findings.add(cpu());
        findings.add(data());
        findings.add(sqlite());
        boolean healthy = findings.stream().allMatch(Finding::ok);
        // a machine without a GPU is in order: everything runs on its CPU
        CudaDevices.discover()
                .forEach(cuda -> findings.add(new Finding(cuda.name(), cuda.usable(), cuda.found(), cuda.remedy())));
        SelfTested tested = selftest ? test() : null;
        print(healthy, findings, tested);
        return healthy && (tested == null || tested.passed()) ? 0 : 1;
    }

    /** Options of the self-test alone. */
    private void requireSelfTest(String... options) {
        for (String option : options) {
            if (!selftest && spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new IllegalArgumentException(option + " belongs to --selftest: add it, or leave both out");
            }
        }
    }

    /** A device held to another one. */
    record SelfTested(String device, String description, String reference, boolean passed, List<Outcome> operations) {}

    private SelfTested test() {
        try (Device device = devices.open();
                Device reference = device.name().equals("cpu") ? CpuDevice.plainJava(1) : new CpuDevice()) {
            System.err.println("self-test of " + device.name() + " (" + device.description() + ") beside "
                    + reference.description());
            List<Outcome> outcomes = SelfTest.run(device, reference);
            boolean passed = outcomes.stream().allMatch(Outcome::passed);
            return new SelfTested(device.name(), device.description(), reference.description(), passed, outcomes);
        }
    }

    private void print(boolean healthy, List<Finding> findings, SelfTested tested) {
        if (format.get() == Format.json) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("healthy", healthy);
            json.put("findings", findings);
            if (tested != null) {
                json.put("selftest", tested);
            }
            Json.print(json, System.out);
            return;
        }
        if (tested == null || format.get() == Format.text) {
            Table table = new Table("part", "state", "found", "remedy");
            findings.forEach(f -> table.row(f.part(), f.ok() ? "ok" : "missing", f.found(), f.remedy()));
            table.print(format.get(), System.out);
        }
        if (tested != null) {
            print(tested);
        }
    }

    private void print(SelfTested tested) {
        Table table = new Table("operation", "state", "error", "tolerance", "trials_x_(b_n_m)", "rate", "unit");
        tested.operations()
                .forEach(o -> table.row(
                        o.operation(),
                        o.passed() ? "ok" : "WRONG",
                        o.error(),
                        o.tolerance(),
                        o.dimensions(),
                        o.rate(),
                        o.unit()));
        if (format.get() == Format.text) {
            System.out.println();
        }
        table.print(format.get(), System.out);
        if (format.get() == Format.text) {
            long wrong = tested.operations().stream().filter(o -> !o.passed()).count();
            System.out.println(
                    wrong == 0 ? "self-test passed" : "self-test failed: " + wrong + " operations are wrong");
        }
    }

    private static Finding java() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        String found = System.getProperty("java.vendor") + " " + Runtime.version() + ", heap up to " + heap + " MiB";
        return new Finding("java", true, found, heap < 1024 ? "large networks need more heap: java -Xmx4g" : "");
    }

    private static Finding cpu() {
        try (CpuDevice device = new CpuDevice()) {
            return new Finding(
                    "cpu device",
                    true,
                    device.description(),
                    device.hasNativeProducts()
                            ? ""
                            : "products run about ten times slower than native ones; 'sweep --small' is a study for that");
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
        try {
            Natives.forSqlite();
        } catch (NativesException e) {
            return new Finding("sqlite", false, e.problem(), e.remedy());
        }
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite::memory:")) {
            return new Finding("sqlite", true, connection.getMetaData().getDatabaseProductVersion(), "");
        } catch (java.sql.SQLException | LinkageError e) {
            return new Finding("sqlite", false, String.valueOf(e.getMessage()), "");
        }
    }
}
