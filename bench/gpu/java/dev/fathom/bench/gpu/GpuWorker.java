package dev.fathom.bench.gpu;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.device.cuda.CudaDevice;
import dev.fathom.device.cuda.runtime.Precision;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.engine.training.TrainingResult;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.net.architecture.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Fathom's side of bench/gpu/compare.py: obeys one-line commands on its standard input; worker.py has the others. */
public final class GpuWorker implements AutoCloseable {
    private static final int BATCH = 128;
    private static final int INPUTS = 784;
    private static final int CLASSES = 10;
    private static final int MINIBATCHES = 8;
    private static final float LEARNING_RATE = 0.001f;

    private final Device device;
    private Training training;

    private GpuWorker(String name, String precision) {
        device = name.equals("cpu") ? new CpuDevice() : new CudaDevice(0, Precision.parse(precision));
    }

    /** {@code ACTIVATION DEPTH WIDTH TRIALS STEPS FOLDER} */
    private record Case(String activation, int depth, int width, int trials, int steps, Path folder) {
        static Case parse(String[] words) {
            return new Case(
                    words[1],
                    Integer.parseInt(words[2]),
                    Integer.parseInt(words[3]),
                    Integer.parseInt(words[4]),
                    Integer.parseInt(words[5]),
                    Path.of(words[6]));
        }

        Shape shape() {
            return Shape.uniform(INPUTS, depth, width, CLASSES);
        }

        Initializer initializer() {
            return Initializers.parse(activation.equals("relu") ? "he_normal" : "glorot_normal");
        }

        Training training(Device device, int trials, int steps) {
            List<TrialSetup> setups = new ArrayList<>();
            for (int seed = 0; seed < trials; seed++) {
                setups.add(new TrialSetup(
                        initializer(), 1, 0, Activations.parse(activation), LEARNING_RATE, seed));
            }
            Cohort cohort = new Cohort(shape(), Architecture.PLAIN, BATCH, setups);
            TrainingPlan plan = new TrainingPlan(steps, Optimizer.SGD, List.of());
            Samples samples = samples();
            int[] order = IntStream.range(0, samples.count()).toArray();
            return new Training(device, cohort, plan, samples, samples, order);
        }
    }

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (GpuWorker worker = new GpuWorker(arguments[0], arguments[1])) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(worker.answer(line.split(" ")));
            }
        }
    }

    /** What fails ends one case, not those that follow. */
    private String answer(String[] words) throws IOException {
        try {
            return obey(words);
        } catch (RuntimeException | OutOfMemoryError e) {
            return "failed " + String.valueOf(e.getMessage()).replace('\n', ' ');
        }
    }

    private String obey(String[] words) throws IOException {
        switch (words[0]) {
            case "describe":
                return device.description();
            case "write":
                write(Case.parse(words), Integer.parseInt(words[7]));
                return "written";
            case "prepare":
                release();
                Case what = Case.parse(words);
                training = what.training(device, what.trials(), what.steps());
                return "ready";
            case "losses":
                return losses(Case.parse(words));
            case "train":
                return Long.toString(train());
            case "gemm":
                return Long.toString(
                        gemm(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Integer.parseInt(words[3])));
            default:
                throw new IllegalArgumentException("no command " + words[0]);
        }
    }

    private static Samples samples() {
        SplittableRandom random = new SplittableRandom(5);
        int count = MINIBATCHES * BATCH;
        float[] features = new float[count * INPUTS];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Samples(features, INPUTS, new Samples.Classes(random.ints(count, 0, CLASSES).toArray(), CLASSES));
    }

    /** The data set, and the weights of the first trials whose losses are compared; biases are 0. */
    private static void write(Case what, int trials) throws IOException {
        Samples samples = samples();
        write(what.folder().resolve("features.f32"), samples.features());
        int[] labels = ((Samples.Classes) samples.answers()).labels();
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * labels.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(labels);
        Files.write(what.folder().resolve("labels.i32"), bytes.array());
        Shape shape = what.shape();
        for (int trial = 0; trial < trials; trial++) {
            for (int layer = 1; layer <= shape.layers(); layer++) {
                int rows = shape.fanIn(layer);
                int columns = shape.fanOut(layer);
                long key = Philox.key(trial, layer > shape.depth() ? 0 : layer, Purpose.WEIGHTS);
                write(
                        what.folder().resolve("weights-" + trial + "-" + layer + ".f32"),
                        what.initializer()
                                .distribution(rows, columns, layer, shape.depth())
                                .draw(key, rows, columns));
            }
        }
    }

    private static void write(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    /** Losses of the first steps, trial by trial. */
    private String losses(Case what) {
        StringBuilder losses = new StringBuilder();
        try (Training few = what.training(device, what.trials(), what.steps())) {
            for (TrainingResult result : few.run(done -> {})) {
                for (float loss : result.losses()) {
                    losses.append(String.format(Locale.ROOT, "%.9g ", loss));
                }
            }
        }
        return losses.toString().trim();
    }

    /** Nanoseconds of so many strided-batched products (128, width) x (width, width) of random numbers. */
    private long gemm(int trials, int width, int products) {
        try (Arena arena = device.arena()) {
            Tensor a = arena.tensor(trials, BATCH, width);
            Tensor b = arena.tensor(trials, width, width);
            Tensor c = arena.tensor(trials, BATCH, width);
            long[] keys = LongStream.range(0, trials).toArray();
            List<Distribution> normals = Collections.nCopies(trials, new Distribution.Normal(0, 1));
            device.draw(normals, keys, a);
            device.draw(normals, keys, b);
            try (Program product = device.record(ops -> ops.product(1, a, false, b, false, 0, c))) {
                product.run(0, 3);
                device.download(arena.tensor(1, 1, 1), 0);
                long start = System.nanoTime();
                product.run(0, products);
                device.download(arena.tensor(1, 1, 1), 0);
                return System.nanoTime() - start;
            }
        }
    }

    /** Nanoseconds of all steps, the recording of the graph included, the test afterwards not. */
    private long train() {
        try (Arena arena = device.arena()) {
            Tensor mark = arena.tensor(1, 1, 1);
            long[] trained = new long[1];
            long start = System.nanoTime();
            training.run(done -> {
                device.download(mark, 0); // steps are only queued so far: this waits for them
                trained[0] = System.nanoTime();
            });
            return trained[0] - start;
        }
    }

    private void release() {
        if (training != null) {
            training.close();
            training = null;
        }
    }

    @Override
    public void close() {
        release();
        device.close();
    }
}
