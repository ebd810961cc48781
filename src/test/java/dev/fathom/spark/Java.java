package dev.fathom.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A virtual machine with the classes of this one, as spark-submit would start it; every socket on loopback. */
final class Java implements AutoCloseable {
    private static final Path BIN = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final List<String> OPENED = List.of(
            "lang",
            "lang.invoke",
            "lang.reflect",
            "io",
            "net",
            "nio",
            "util",
            "util.concurrent",
            "util.concurrent.atomic");

    private final Process process;
    private final Path output;

    private Java(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param arguments options of the machine, main class and its arguments */
    static Java start(Path folder, String name, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(BIN.toString(), "-Xmx512m", "-Djava.net.preferIPv4Stack=true"));
        OPENED.forEach(room -> command.add("--add-opens=java.base/java." + room + "=ALL-UNNAMED"));
        command.add("--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(arguments);
        Path output = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("SPARK_HOME", folder.resolve("home").toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        return new Java(builder.start(), output);
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("ends in time").isTrue();
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    void await(String text) throws Exception {
        for (int i = 0; i < 1200 && !output().contains(text); i++) {
            assertThat(isAlive() || output().contains(text)).as(output()).isTrue();
            Thread.sleep(100);
        }
        assertThat(output()).contains(text);
    }

    /** As {@code kill -9} of it and of all that it started. */
    void kill() {
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        kill();
        process.onExit().join();
    }
}
