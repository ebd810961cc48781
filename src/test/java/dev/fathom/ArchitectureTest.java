package dev.fathom;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Data flows one way: each package imports only those above it in this list. */
class ArchitectureTest {
    private static final int MAX_FILES = 25;

    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            entry("expression", List.of()),
            entry("formula", List.of("expression")),
            entry("init", List.of("expression")),
            entry("activation", List.of("formula", "init")),
            entry("activation.functions", List.of("init", "activation")),
            entry("activation.catalog", List.of("expression", "formula", "init", "activation", "activation.functions")),
            entry("net", List.of()),
            entry("net.architecture", List.of("net")),
            entry("optimizer", List.of("init")),
            entry("theory", List.of()),
            entry("theory.integral", List.of("formula", "activation")),
            entry("theory.meanfield", List.of("formula", "activation", "net", "theory.integral")),
            entry("theory.propagation", List.of("activation", "net", "net.architecture", "theory.integral")),
            entry("natives", List.of()),
            entry("device", List.of("init", "activation", "net", "optimizer")),
            entry("device.cpu.blas", List.of("natives")),
            entry("device.cpu.operations", List.of("activation", "net", "optimizer", "device", "device.cpu.blas")),
            entry("device.cpu.swarm", List.of("activation", "optimizer", "device")),
            entry(
                    "device.cpu",
                    List.of(
                            "init",
                            "activation",
                            "optimizer",
                            "device",
                            "device.cpu.blas",
                            "device.cpu.operations",
                            "device.cpu.swarm")),
            entry("device.cuda.runtime", List.of("device")),
            entry("device.cuda.draw", List.of("init", "device", "device.cuda.runtime")),
            entry("device.cuda.libraries", List.of("natives", "device")),
            entry(
                    "device.cuda",
                    List.of(
                            "formula",
                            "init",
                            "activation",
                            "activation.catalog",
                            "net",
                            "optimizer",
                            "natives",
                            "device",
                            "device.cuda.runtime",
                            "device.cuda.draw",
                            "device.cuda.libraries")),
            entry("selftest", List.of("init", "activation", "activation.catalog", "net", "optimizer", "device")),
            entry("engine", List.of("init", "activation", "net", "net.architecture", "optimizer", "device")),
            entry(
                    "engine.network",
                    List.of(
                            "init",
                            "activation",
                            "activation.catalog",
                            "net",
                            "net.architecture",
                            "optimizer",
                            "theory.meanfield",
                            "theory.propagation",
                            "device",
                            "engine")),
            entry("engine.optimizer", List.of("net", "optimizer", "device", "engine", "engine.network")),
            entry(
                    "engine.training",
                    List.of(
                            "init",
                            "activation",
                            "activation.catalog",
                            "net",
                            "net.architecture",
                            "optimizer",
                            "device",
                            "engine",
                            "engine.network",
                            "engine.optimizer")),
            entry("confidence", List.of()),
            entry(
                    "engine.probe",
                    List.of(
                            "init",
                            "activation",
                            "net",
                            "net.architecture",
                            "optimizer",
                            "theory.integral",
                            "theory.propagation",
                            "device",
                            "engine",
                            "engine.network",
                            "engine.optimizer",
                            "confidence")),
            entry("data", List.of()),
            entry("formats", List.of()),
            entry("formats.models", List.of("formats")),
            entry("model", List.of("engine.network", "formats", "formats.models")),
            entry("lint", List.of("init", "activation", "theory.meanfield", "formats", "model")),
            entry(
                    "study",
                    List.of(
                            "init",
                            "activation",
                            "activation.catalog",
                            "net",
                            "net.architecture",
                            "optimizer",
                            "device",
                            "engine",
                            "engine.network")),
            entry("store", List.of("net", "natives", "device", "engine", "formats", "study")),
            entry(
                    "sweep",
                    List.of(
                            "init",
                            "net",
                            "net.architecture",
                            "optimizer",
                            "theory.propagation",
                            "device",
                            "engine",
                            "engine.network",
                            "engine.training",
                            "engine.probe",
                            "data",
                            "study")),
            entry(
                    "spark",
                    List.of("device", "device.cpu", "device.cuda.runtime", "device.cuda", "study", "store", "sweep")),
            entry("telemetry", List.of("device", "engine", "formats", "study", "sweep")),
            entry(
                    "advise",
                    List.of(
                            "init",
                            "activation",
                            "activation.catalog",
                            "net",
                            "net.architecture",
                            "theory.meanfield",
                            "theory.propagation",
                            "device",
                            "engine",
                            "engine.network",
                            "confidence",
                            "engine.probe",
                            "study",
                            "sweep")),
            entry(
                    "frontier",
                    List.of(
                            "init",
                            "activation",
                            "net.architecture",
                            "device",
                            "engine",
                            "engine.network",
                            "study",
                            "store",
                            "sweep")),
            entry("recorded", List.of("device", "engine", "store")),
            entry(
                    "report.results",
                    List.of("init", "net", "net.architecture", "device", "engine", "engine.network", "study")),
            entry(
                    "report.recomputed",
                    List.of(
                            "activation",
                            "net",
                            "net.architecture",
                            "theory.propagation",
                            "device",
                            "engine",
                            "engine.probe",
                            "study",
                            "sweep",
                            "report.results")),
            entry(
                    "report",
                    List.of(
                            "activation",
                            "activation.catalog",
                            "theory.meanfield",
                            "confidence",
                            "formats",
                            "study",
                            "report.results",
                            "report.recomputed")),
            entry(
                    "transfer",
                    List.of("optimizer", "confidence", "formats", "study", "sweep", "report.results", "report")),
            entry(
                    "map",
                    List.of(
                            "init",
                            "device",
                            "confidence",
                            "formats",
                            "study",
                            "store",
                            "sweep",
                            "report.results",
                            "report")),
            entry(
                    "atlas",
                    List.of(
                            "init",
                            "activation",
                            "activation.catalog",
                            "net",
                            "net.architecture",
                            "theory.propagation",
                            "device",
                            "engine",
                            "confidence",
                            "engine.probe",
                            "study",
                            "sweep",
                            "transfer")),
            entry(
                    "atlas.file",
                    List.of(
                            "transfer",
                            "init",
                            "activation",
                            "activation.catalog",
                            "net.architecture",
                            "device",
                            "engine",
                            "confidence",
                            "study",
                            "frontier",
                            "atlas")),
            entry(
                    "atlas.builtin",
                    List.of(
                            "init",
                            "activation",
                            "activation.catalog",
                            "net.architecture",
                            "optimizer",
                            "theory.meanfield",
                            "theory.propagation",
                            "device",
                            "engine",
                            "engine.network",
                            "engine.training",
                            "confidence",
                            "data",
                            "study",
                            "sweep",
                            "transfer",
                            "map",
                            "atlas",
                            "atlas.file")),
            entry("cli.terminal", List.of("study", "sweep", "formats")),
            entry("cli.options", List.of("cli.terminal")),
            entry("cli.output", List.of("cli.terminal")),
            entry("cli.atlas", List.of("cli.terminal", "cli.options", "cli.output")),
            entry("cli.map", List.of("cli.terminal", "cli.options", "cli.output")),
            entry("cli.probe", List.of("cli.terminal", "cli.options", "cli.output")),
            entry("cli.sweep", List.of("cli.terminal", "cli.options", "cli.output")),
            entry(
                    "cli",
                    List.of(
                            "cli.terminal",
                            "cli.options",
                            "cli.output",
                            "cli.atlas",
                            "cli.map",
                            "cli.probe",
                            "cli.sweep")));

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath("target/classes/dev/fathom");

    @Test
    void noPackageImportsOneThatFollows() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(to -> to.getPackageName().startsWith("dev.fathom"))
                    .filter(to -> !packageOf(to).equals(packageOf(from)))
                    .filter(to -> !may(packageOf(from), packageOf(to)))
                    .forEach(to -> forbidden.add(from.getName() + " -> " + to.getName()));
        }
        Assertions.assertThat(forbidden).isEmpty();
    }

    @Test
    void everyPackageIsListed() {
        Set<String> packages = CLASSES.stream().map(ArchitectureTest::packageOf).collect(Collectors.toSet());
        Assertions.assertThat(MAY_IMPORT.keySet()).containsAll(packages);
    }

    @Test
    void everyPackageSaysWhatItHolds() {
        for (String name : MAY_IMPORT.keySet()) {
            Path folder = Path.of("src/main/java/dev/fathom", name.split("\\."));
            String[] files = folder.toFile().list((directory, file) -> file.endsWith(".java"));
            Assertions.assertThat(files).as(name).contains("package-info.java");
        }
    }

    @Test
    void noCircles() {
        slices().matching("dev.fathom.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void noPackageIsTooLargeToBeSeenAtOnce() {
        for (String name : MAY_IMPORT.keySet()) {
            Path folder = Path.of("src/main/java/dev/fathom", name.split("\\."));
            String[] files = folder.toFile().list((directory, file) -> file.endsWith(".java"));
            Assertions.assertThat(files).as(name).hasSizeLessThanOrEqualTo(MAX_FILES);
        }
    }

    /** Commands may call whatever is no command, and what is listed of the command line. */
    private static boolean may(String from, String to) {
        boolean command = from.startsWith("cli") && !from.equals("cli.terminal");
        return MAY_IMPORT.getOrDefault(from, List.of()).contains(to) || command && !to.startsWith("cli");
    }

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > "dev.fathom.".length() ? name.substring("dev.fathom.".length()) : "";
    }
}
