package dev.fathom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where and when figures were measured, and by which versions. */
final class Machine {
    private Machine() {}

    /** By what it is: processor, date, Java, and each contender's own words. */
    static Map<String, String> describe(List<Team> teams) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("processor", processor());
        facts.put("date", LocalDate.now().toString());
        facts.put("java", System.getProperty("java.runtime.version"));
        for (Team team : teams) {
            String library = team.describe();
            if (!facts.containsValue(library)) {
                facts.put(team.setting().contender(), library);
            }
        }
        return facts;
    }

    /** A virtual machine may hide the model's name, but not its family. */
    private static String processor() {
        int cores = Runtime.getRuntime().availableProcessors();
        Path table = Path.of("/proc/cpuinfo");
        try (Stream<String> lines = Files.lines(table)) {
            Map<String, String> first = lines.map(line -> line.split("\\s*:\\s*", 2))
                    .takeWhile(pair -> pair.length == 2)
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
            return cores + " cores of " + Objects.requireNonNullElse(first.get("model name"), "an unnamed processor")
                    + " (family " + first.get("cpu family") + ", model " + first.get("model") + ")";
        } catch (IOException e) {
            return cores + " cores of " + System.getProperty("os.arch");
        }
    }
}
