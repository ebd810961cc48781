package dev.fathom.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program in Python that speaks the protocol of {@code bench/gpu/worker.py}; this process only tells it what to do.
 * Data and the weights of the compared networks are files, further networks draw their own.
 */
final class PythonContender implements Contender {
    private final Path folder = Files.createTempDirectory("bench");
    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;
    private Case what;
    private int round;

    PythonContender(String script) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(System.getProperty("bench.python"), script)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(Map.of("PYTHONPATH", "bench/gpu", "PYTHONDONTWRITEBYTECODE", "1", "JAX_PLATFORMS", "cpu"));
        process = builder.start();
        to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        float[] features = Workload.samples().features();
        int[] labels = Workload.labels();
        write("features.f32", features);
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * labels.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(labels);
        Files.write(folder.resolve("labels.i32"), bytes.array());
    }

    private void write(String name, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(folder.resolve(name), bytes.array());
    }

    private String ask(Object... words) throws IOException {
        to.println(Arrays.stream(words).map(Object::toString).collect(Collectors.joining(" ")));
        String answer = from.readLine();
        if (answer == null || answer.startsWith("failed")) {
            throw new IOException(answer == null ? "the program in Python ended; its error stands above" : answer);
        }
        return answer;
    }

    @Override
    public String describe() throws IOException {
        return ask("describe");
    }

    @Override
    public void prepare(Case cohort, int steps) throws IOException {
        what = cohort;
        round = steps;
        Case compared = cohort.compared();
        for (int trial = 0; trial < compared.trials(); trial++) {
            for (int layer = 1; layer <= cohort.shape().layers(); layer++) {
                write("weights-" + trial + "-" + layer + ".f32", Workload.weights(cohort, trial, layer));
            }
        }
        prepare();
    }

    private void prepare() throws IOException {
        ask("prepare", what.activation(), what.depth(), what.width(), what.trials(), round, folder);
    }

    @Override
    public float[] losses(int steps) throws IOException {
        int trials = what.compared().trials();
        String[] told = ask("losses", what.activation(), what.depth(), what.width(), trials, steps, folder)
                .split(" ");
        prepare(); // those were other networks
        float[] losses = new float[told.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = Float.parseFloat(told[i]);
        }
        return losses;
    }

    @Override
    public long train() throws IOException {
        return Long.parseLong(ask("train"));
    }

    @Override
    public void close() {
        to.close();
        try (Stream<Path> files = Files.walk(folder)) {
            process.waitFor();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroy();
        }
    }
}
