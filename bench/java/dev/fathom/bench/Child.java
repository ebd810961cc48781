package dev.fathom.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A worker process and the pipe to it. Every library chooses its kernels by itself unless the environment is to be kept:
 * some workplaces hold OpenBLAS to those of an old processor.
 */
final class Child implements AutoCloseable {
    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;

    Child(Setting setting, boolean keepEnvironment) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(setting.options());
        command.add("-cp");
        command.add(classPath(setting.mkl()));
        command.add(Worker.class.getName());
        command.add(setting.contender());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        if (!keepEnvironment) {
            builder.environment().keySet().removeIf(name -> name.startsWith("OPENBLAS_") || name.startsWith("MKL_"));
        }
        builder.environment().putAll(setting.environment());
        process = builder.start();
        to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** This process's, with or without MKL's libraries. */
    private static String classPath(boolean mkl) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> mkl || !entry.contains(File.separator + "mkl-"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    void send(String command) {
        to.println(command);
    }

    String receive() throws IOException {
        String line = from.readLine();
        if (line == null) {
            throw new IOException("a worker ended; its error stands above");
        }
        return line;
    }

    /** Processor time so far, with that of a program it has started. */
    Duration busy() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() throws IOException {
        to.close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }
}
