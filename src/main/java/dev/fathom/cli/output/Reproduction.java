package dev.fathom.cli.output;

import dev.fathom.store.Provenance;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a reader of results needs to get them again: the command as a shell takes it, and what ran it. */
public final class Reproduction {
    private static final String PROGRAM = "java -jar target/fathom.jar";

    private Reproduction() {}

    public static String command(List<String> arguments) {
        return arguments.stream().map(Reproduction::quote).collect(Collectors.joining(" ", PROGRAM + " ", ""));
    }

    private static String quote(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    /** What all runs say, each value once. */
    public static Map<String, String> environment(List<Provenance> runs) {
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
        mixed(runs)
                .ifPresent(differences -> environment.put(
                        "Mixed",
                        "not all trials were made alike: " + differences
                                + "; the table 'trials' says which was which"));
        return environment;
    }

    /**
     * In what runs differ that may move the last digits of a result, or more; nothing where they agree. Threads do not:
     * results are the same on any number.
     */
    public static Optional<String> mixed(List<Provenance> runs) {
        Map<String, String> all = new LinkedHashMap<>();
        put(all, "version", runs, run -> run.version() + (run.commit().isEmpty() ? "" : ", commit " + run.commit()));
        put(all, "device", runs, run -> run.description().replaceFirst("^\\d+ threads?, ", ""));
        put(all, "precision", runs, Provenance::precision);
        all.values().removeIf(values -> !values.contains("; "));
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(all.entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .collect(Collectors.joining(", ")));
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
