package dev.fathom.device.cuda;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process of its own that runs {@link ChildMain}, because faults are chosen by its environment.
 *
 * @param output standard output
 */
record Child(int exitCode, String output) {
    static Child run(List<String> environment, String... arguments) {
        return run(Simulator.FOLDER, environment, arguments);
    }

    /**
     * @param libraries folder of the CUDA libraries
     * @param environment entries NAME=VALUE
     */
    static Child run(Path libraries, List<String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChildMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
        for (String entry : environment) {
            int equals = entry.indexOf('=');
            builder.environment().put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes());
            return new Child(process.waitFor(), output);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
