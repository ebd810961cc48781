package dev.fathom.cli;

import dev.fathom.store.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a reader of results needs to get them again: the command as a shell takes it, and what ran it. */
final class Reproduction {
    private static final String PROGRAM = "java -jar target/fathom.jar";

    private Reproduction() {}

    static String command(List<String> arguments) {
        return arguments.stream().map(Reproduction::quote).collect(Collectors.joining(" ", PROGRAM + " ", ""));
    }

    private static String quote(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** What all runs say, each value once. */
    static Map<String, String> environment(List<Provenance> runs) {
        Map<String, String> environment = new LinkedHashMap<>();
        put(
                environment,
                "Fathom",
                runs,
                run -> run.version() + (run.commit().isEmpty() ? "" : ", commit " + run.commit()));
        put(environment, "Device", runs, Provenance::description);
        put(environment, "Driver", runs, Provenance::driver);
        put(environment, "Precision of products", runs, Provenance::precision);
        put(environment, "Java", runs, Provenance::java);
        put(environment, "System", runs, Provenance::system);
        put(environment, "Host", runs, Provenance::host);
        put(environment, "Started", runs, run -> run.startedAt().replaceFirst("\\.\\d+Z", "Z"));
        return environment;
    }

    private static void put(
            Map<String, String> environment, String name, List<Provenance> runs, Function<Provenance, String> part) {
        String values = runs.stream()
                .map(part)
                .filter(value -> !value.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        if (!values.isEmpty()) {
            environment.put(name, values);
        }
    }
}
