package dev.fathom;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Data flows one way: each package imports only those above it in this list. */
class ArchitectureTest {
    private static final List<String> ABOVE_ATLAS = List.of(
            "init", "activation", "net", "theory", "device", "engine", "data", "study", "store", "sweep", "confidence");
    private static final List<String> ABOVE_CLI = List.of(
            "init",
            "activation",
            "net",
            "theory",
            "natives",
            "device",
            "device.cpu",
            "device.cuda",
            "selftest",
            "engine",
            "data",
            "formats",
            "formats.models",
            "model",
            "lint",
            "study",
            "store",
            "sweep",
            "spark",
            "telemetry",
            "confidence",
            "atlas",
            "advise",
            "frontier",
            "transfer",
            "map",
            "recorded",
            "report.results",
            "report.recomputed",
            "report");
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            entry("expression", List.of()),
            entry("formula", List.of("expression")),
            entry("init", List.of("expression")),
            entry("activation", List.of("expression", "formula", "init")),
            entry("net", List.of("init", "activation")),
            entry("theory", List.of("formula", "init", "activation", "net")),
            entry("device", List.of("init", "activation", "net")),
            entry("natives", List.of()),
            entry("device.cpu.swarm", List.of("activation", "net", "device")),
            entry("device.cpu", List.of("init", "activation", "net", "device", "device.cpu.swarm", "natives")),
            entry("device.cuda", List.of("formula", "init", "activation", "net", "device", "natives")),
            entry("selftest", List.of("init", "activation", "net", "device")),
            entry("engine", List.of("init", "activation", "net", "theory", "device", "confidence")),
            entry("data", List.of()),
            entry("formats", List.of()),
            entry("formats.models", List.of("formats")),
            entry(
                    "model",
                    List.of("init", "activation", "net", "theory", "device", "engine", "formats", "formats.models")),
            entry("lint", List.of("init", "activation", "theory", "formats", "model")),
            entry("study", List.of("init", "activation", "net", "device", "engine")),
            entry("store", List.of("init", "activation", "net", "natives", "device", "engine", "formats", "study")),
            entry(
                    "sweep",
                    List.of("init", "activation", "net", "theory", "device", "engine", "data", "study", "store")),
            entry("spark", List.of("device", "device.cpu", "device.cuda", "study", "store", "sweep")),
            entry("telemetry", List.of("device", "engine", "formats", "study", "sweep")),
            entry("confidence", List.of()),
            entry(
                    "atlas",
                    Stream.concat(ABOVE_ATLAS.stream(), Stream.of("frontier", "map", "transfer"))
                            .toList()),
            entry("advise", ABOVE_ATLAS),
            entry(
                    "map",
                    List.of(
                            "init",
                            "device",
                            "formats",
                            "store",
                            "study",
                            "sweep",
                            "confidence",
                            "report.results",
                            "report")),
            entry("transfer", List.of("formats", "study", "sweep", "confidence", "report.results", "report")),
            entry("frontier", List.of("init", "activation", "net", "device", "engine", "study", "store", "sweep")),
            entry("recorded", List.of("device", "engine", "store")),
            entry("report.results", List.of("init", "net", "device", "engine", "study")),
            entry(
                    "report.recomputed",
                    List.of("activation", "net", "theory", "device", "engine", "study", "sweep", "report.results")),
            entry(
                    "report",
                    List.of(
                            "activation",
                            "theory",
                            "study",
                            "confidence",
                            "formats",
                            "report.results",
                            "report.recomputed")),
            entry(
                    "cli.options",
                    Stream.concat(ABOVE_CLI.stream(), Stream.of("cli.terminal")).toList()),
            entry("cli.terminal", List.of("formats", "study", "sweep")),
            entry(
                    "cli",
                    Stream.concat(ABOVE_CLI.stream(), Stream.of("cli.options", "cli.terminal"))
                            .toList()));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.fathom");

    @Test
    void noPackageImportsOneThatFollows() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(to -> to.getPackageName().startsWith("dev.fathom"))
                    .filter(to -> !packageOf(to).equals(packageOf(from)))
                    .filter(to ->
                            !MAY_IMPORT.getOrDefault(packageOf(from), List.of()).contains(packageOf(to)))
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

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > "dev.fathom.".length() ? name.substring("dev.fathom.".length()) : "";
    }
}
