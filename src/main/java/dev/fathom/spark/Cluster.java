package dev.fathom.spark;

import dev.fathom.device.DeviceFailure;
import dev.fathom.device.cuda.runtime.Precision;
import dev.fathom.store.Provenance;
import dev.fathom.study.Study;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runs cohorts on Apache Spark, each a job of one task: results come as each cohort ends, a lost executor costs its
 * running cohorts alone, and one that fails everywhere ends no other.
 */
public final class Cluster implements AutoCloseable {
    /** Jobs that Spark knows of at a time: more than any cluster here has GPUs, fewer than a study has cohorts. */
    private static final int MAX_JOBS = 512;

    /** How long a sweep without any executor waits for one, as in {@code 10min}. */
    private static final String PATIENCE = "spark.fathom.patience";

    private final JavaSparkContext context;
    private final CohortTask task;
    private final LinkedBlockingQueue<Runnable> told = new LinkedBlockingQueue<>();
    private final Set<Integer> open = new HashSet<>();
    private volatile boolean stopped;
    private long alone = System.nanoTime();

    private Cluster(JavaSparkContext context, CohortTask task) {
        this.context = context;
        this.task = task;
    }

    /**
     * Connects to Spark.
     *
     * @param master URL, nullable under spark-submit
     * @throws IllegalArgumentException in one line, where Spark is asked for what it cannot do
     */
    public static Cluster connect(Study study, String master, Precision precision) {
        SparkConf conf = Settings.of(study.name(), master);
        try {
            return new Cluster(
                    new JavaSparkContext(conf), new CohortTask(study.measuredSteps(), precision, Path.of("")));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("Spark cannot start: " + Reason.of(e.getMessage()), e);
        }
    }

    /** Where it runs, in words. */
    public String description() {
        return "Apache Spark " + context.version() + ", " + context.master();
    }

    /** Tasks that it can run at a time, as far as it is known yet. */
    public int tasks() {
        return Math.max(1, context.defaultParallelism());
    }

    public boolean onGpus() {
        return Gpus.wanted(context.getConf());
    }

    /** Makes {@link #run} return soon, from any thread: cohorts that run are dropped. */
    public void stop() {
        stopped = true;
    }

    public boolean stopped() {
        return stopped;
    }

    /**
     * Runs every cohort. Saver and listener are called on this thread.
     *
     * @param digests of the data, to which executors hold theirs
     * @param saver takes the results of a cohort, and who made them, as soon as it ends
     * @throws DeviceFailure where Spark has no executor for longer than {@code spark.fathom.patience}
     */
    public void run(
            List<CohortPlan> cohorts,
            Map<String, String> digests,
            BiConsumer<List<TrialResult>, Provenance> saver,
            Consumer<Event> listener) {
        task.expect(digests);
        context.sc().addSparkListener(executors(cohorts, listener));
        listener.accept(new Event.SweepStarted(List.of(context.master()), cohorts));
        ExecutorService jobs = java.util.concurrent.Executors.newFixedThreadPool(MAX_JOBS, Cluster::daemon);
        try {
            for (int i = 0; i < cohorts.size(); i++) {
                int number = i;
                open.add(number);
                jobs.execute(() -> told.add(job(number, cohorts.get(number), saver, listener)));
            }
            while (!open.isEmpty() && !stopped) {
                listen();
            }
        } finally {
            jobs.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "fathom-job");
        thread.setDaemon(true);
        return thread;
    }

    private Executors executors(List<CohortPlan> cohorts, Consumer<Event> listener) {
        return new Executors(
                (number, executor) -> whileOpen(
                        number, () -> listener.accept(new Event.CohortStarted(executor, cohorts.get(number)))),
                (number, executor, reason) -> whileOpen(
                        number, () -> listener.accept(new Event.CohortRetried(executor, cohorts.get(number), reason))),
                notice -> told.add(() -> listener.accept(notice)));
    }

    /** Spark's listeners hear of things late: what has ended neither starts nor is retried. */
    private void whileOpen(int number, Runnable words) {
        told.add(() -> {
            if (open.contains(number)) {
                words.run();
            }
        });
    }

    /** Waits for the end of one job and answers what to say about it. */
    private Runnable job(
            int number, CohortPlan cohort, BiConsumer<List<TrialResult>, Provenance> saver, Consumer<Event> listener) {
        try {
            context.setLocalProperty(Executors.COHORT, String.valueOf(number));
            CohortResult result =
                    context.parallelize(List.of(cohort), 1).map(task).first();
            return () -> {
                open.remove(number);
                saver.accept(result.results(), result.run());
                int steps = cohort.trials().get(0).steps();
                listener.accept(new Event.CohortAdvanced(result.executor(), cohort, steps));
                listener.accept(new Event.CohortFinished(result.executor(), cohort, result.results()));
            };
        } catch (Exception e) { // Spark's own are checked, and thrown without being declared
            return () -> {
                open.remove(number);
                failed(cohort, e, listener);
            };
        }
    }

    private void failed(CohortPlan cohort, Exception e, Consumer<Event> listener) {
        if (stopped) {
            return;
        }
        if (context.sc().isStopped()) {
            throw new DeviceFailure("Spark stopped: " + Reason.of(e) + "; run the same command again to go on");
        }
        if (e.getCause() instanceof IllegalArgumentException wrong) {
            throw new IllegalArgumentException("on an executor: " + wrong.getMessage());
        }
        listener.accept(new Event.CohortFailed(context.master(), cohort, Reason.of(e)));
    }

    private void listen() {
        try {
            Runnable words = told.poll(1, TimeUnit.SECONDS);
            if (words != null) {
                words.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DeviceFailure("interrupted; run the same command again to go on");
        }
        requireExecutor();
    }

    /** A request that no worker can grant is never refused by Spark: it waits. */
    private void requireExecutor() {
        boolean local = context.isLocal();
        if (local || context.statusTracker().getExecutorInfos().length > 1) { // the driver is one of them
            alone = System.nanoTime();
            return;
        }
        long patience = context.getConf().getTimeAsSeconds(PATIENCE, "120s");
        if (System.nanoTime() - alone > TimeUnit.SECONDS.toNanos(patience)) {
            throw new DeviceFailure("Spark has given no executor for " + patience + " s: does a worker of "
                    + context.master()
                    + " have free what an executor asks for (spark.executor.cores, spark.executor.memory, "
                    + "spark.executor.resource.gpu.amount)? on a busy cluster raise " + PATIENCE);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
