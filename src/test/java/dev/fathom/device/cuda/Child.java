package dev.fathom.device.cuda;

import dev.fathom.cli.Fathom;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own on the simulator, because devices and faults are chosen by its environment.
 *
 * @param output standard output
 * @param errors standard error
 */
public record Child(int exitCode, String output, String errors) {
    /** Runs {@link ChildMain}. */
    static Child run(List<String> environment, String... arguments) {
        return run(Simulator.FOLDER, environment, arguments);
    }

    /** @param libraries folder of the CUDA libraries */
    static Child run(Path libraries, List<String> environment, String... arguments) {
        return run(ChildMain.class, libraries, environment, arguments);
    }

    /**
     * Runs the command line.
     *
     * @param environment entries NAME=VALUE
     */
    public static Child fathom(List<String> environment, String... arguments) {
        return run(Fathom.class, Simulator.FOLDER, environment, arguments);
    }

    /** Runs any other main class. */
    public static Child run(Class<?> main, List<String> environment, String... arguments) {
        return run(main, Simulator.FOLDER, environment, arguments);
    }

    private static Child run(Class<?> main, Path libraries, List<String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(agents());
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", // as the jar's manifest has it
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return run(command, libraries, environment);
    }

    /** What measures the coverage of this process measures the child's too. */
    private static List<String> agents() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-javaagent:"))
                .toList();
    }

    private static Child run(List<String> command, Path libraries, List<String> environment) {
        try {
            Path errors = Files.createTempFile("child", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
            builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
            for (String entry : environment) {
                int equals = entry.indexOf('=');
                builder.environment().put(entry.substring(0, equals), entry.substring(equals + 1));
            }
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes());
            Child child = new Child(process.waitFor(), output, Files.readString(errors));
            Files.delete(errors);
            return child;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
