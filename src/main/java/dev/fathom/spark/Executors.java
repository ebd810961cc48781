package dev.fathom.spark;

import dev.fathom.sweep.Event;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Tells which executor took up or lost which cohort; Spark calls it on a thread of its own. */
final class Executors extends SparkListener {
    /** Local property of a job: the number of its cohort. */
    static final String COHORT = "fathom.cohort";

    private final Map<Integer, Integer> cohortOfStage = new ConcurrentHashMap<>();
    private final BiConsumer<Integer, String> started;
    private final Lost lost;
    private final Consumer<Event> notices;

    /** A cohort's executor failed at it. */
    interface Lost {
        void at(int cohort, String executor, String reason);
    }

    Executors(BiConsumer<Integer, String> started, Lost lost, Consumer<Event> notices) {
        this.started = started;
        this.lost = lost;
        this.notices = notices;
    }

    static String name(String executor, String host) {
        return "executor " + executor + " on " + host;
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
        int cohort = Integer.parseInt(job.properties().getProperty(COHORT));
        scala.jdk.javaapi.CollectionConverters.asJava(job.stageIds())
                .forEach(stage -> cohortOfStage.put((Integer) stage, cohort));
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart task) {
        started.accept(
                cohortOfStage.get(task.stageId()),
                name(task.taskInfo().executorId(), task.taskInfo().host()));
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
        if (task.reason() instanceof TaskFailedReason failure) {
            lost.at(
                    cohortOfStage.get(task.stageId()),
                    name(task.taskInfo().executorId(), task.taskInfo().host()),
                    Reason.of(failure.toErrorString()));
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded event) {
        notices.accept(
                new Event.Notice(name(event.executorId(), event.executorInfo().executorHost()) + " is here"));
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
        notices.accept(new Event.Notice("executor " + event.executorId() + " is gone: " + Reason.of(event.reason())));
    }
}
