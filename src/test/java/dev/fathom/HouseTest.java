package dev.fathom;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Data flows one way: each package imports only those above it in this list. */
class HouseTest {
    private static final Map<String, List<String>> MAY_IMPORT = Map.ofEntries(
            entry("init", List.of()),
            entry("net", List.of("init")),
            entry("theory", List.of("init", "net")),
            entry("device", List.of("init", "net")),
            entry("device.cpu", List.of("init", "net", "device")),
            entry("device.cuda", List.of("init", "net", "device")),
            entry("selftest", List.of("init", "net", "device")),
            entry("engine", List.of("init", "net", "theory", "device")),
            entry("data", List.of()),
            entry("formats", List.of()),
            entry("model", List.of("init", "net", "theory", "device", "engine", "formats")),
            entry("sweep", List.of("init", "net", "theory", "device", "engine", "data")),
            entry("spark", List.of("device", "device.cpu", "device.cuda", "sweep")),
            entry("telemetry", List.of("sweep")),
            entry("confidence", List.of()),
            entry("atlas", List.of("init", "net", "theory", "device", "engine", "data", "sweep", "confidence")),
            entry("advise", List.of("init", "net", "theory", "device", "engine", "data", "sweep", "confidence")),
            entry("frontier", List.of("init", "net", "device", "engine", "sweep")),
            entry("report", List.of("init", "net", "theory", "device", "engine", "sweep", "confidence", "formats")),
            entry(
                    "cli",
                    List.of(
                            "init",
                            "net",
                            "theory",
                            "device",
                            "device.cpu",
                            "device.cuda",
                            "selftest",
                            "engine",
                            "data",
                            "formats",
                            "model",
                            "sweep",
                            "spark",
                            "telemetry",
                            "confidence",
                            "atlas",
                            "advise",
                            "frontier",
                            "report")));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.fathom");

    @Test
    void noArrowRunsBackUp() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass from : HOUSE) {
            from.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass())
                    .filter(to -> to.getPackageName().startsWith("dev.fathom"))
                    .filter(to -> !room(to).equals(room(from)))
                    .filter(to ->
                            !MAY_IMPORT.getOrDefault(room(from), List.of()).contains(room(to)))
                    .forEach(to -> forbidden.add(from.getName() + " -> " + to.getName()));
        }
        Assertions.assertThat(forbidden).isEmpty();
    }

    @Test
    void everyRoomIsOnThePlan() {
        Set<String> rooms = HOUSE.stream().map(HouseTest::room).collect(Collectors.toSet());
        Assertions.assertThat(MAY_IMPORT.keySet()).containsAll(rooms);
    }

    @Test
    void noCircles() {
        slices().matching("dev.fathom.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > "dev.fathom.".length() ? name.substring("dev.fathom.".length()) : "";
    }
}
