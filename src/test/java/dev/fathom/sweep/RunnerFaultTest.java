package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.device.DeviceFailure;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.store.StoreException;
import dev.fathom.study.Study;
import dev.fathom.study.StudyException;
import dev.fathom.study.StudyReader;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices that fail: what the runner does with their cohorts, and what it tells. */
@Timeout(60)
class RunnerFaultTest {
    private static final Study STUDY = StudyReader.read("faults.yaml", """
            data: gaussian
            steps: 5
            grid: {initializer: he_normal, activation: relu, depth: [1, 2, 3, 4, 5], seed: [0, 1, 2, 3]}
            """);
    private static final List<CohortPlan> COHORTS = CohortPlan.pack(STUDY.trials(), 4);

    private final List<Event> events = new ArrayList<>();
    private final List<Trial> finished = new ArrayList<>();
    private final Consumer<Event> listener = ((Consumer<Event>) events::add)
            .andThen(Event.results(results -> results.forEach(result -> finished.add(result.trial()))));

    private <T extends Event> List<T> told(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static BiConsumer<CohortPlan, Consumer<Event>> failing(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return (cohort, events) -> {
            if (left.getAndDecrement() > 0) {
                throw new DeviceFailure("the GPU is lost");
            }
        };
    }

    private static BiConsumer<CohortPlan, Consumer<Event>> failingAtDepth(int depth) {
        return (cohort, events) -> {
            if (cohort.trials().get(0).depth() == depth) {
                throw new DeviceFailure("poison");
            }
        };
    }

    private void everyTrialFinishedOnce() {
        assertThat(finished).containsExactlyInAnyOrderElementsOf(STUDY.trials());
    }

    @Test
    void severalDevicesDoEveryTrialOnce() {
        new Runner(listener)
                .on(new Instant("a"), null)
                .on(new Instant("b"), null)
                .run(COHORTS);
        everyTrialFinishedOnce();
        assertThat(told(Event.SweepStarted.class).get(0).devices()).containsExactly("a", "b");
    }

    @Test
    void whatDoesNotFitIsHalved() {
        BiConsumer<CohortPlan, Consumer<Event>> small = (cohort, events) -> {
            if (cohort.trials().size() > 1) {
                throw new OutOfDeviceMemory("no room");
            }
        };
        new Runner(listener).on(new Instant("a", small), null).run(COHORTS);
        everyTrialFinishedOnce();
        assertThat(told(Event.CohortHalved.class)).hasSize(5 * 3);
    }

    @Test
    void aSingleTrialWithoutRoomFailsAndTheRestGoesOn() {
        BiConsumer<CohortPlan, Consumer<Event>> shallow = (cohort, events) -> {
            if (cohort.trials().get(0).depth() == 5) {
                throw new OutOfDeviceMemory("no room");
            }
        };
        new Runner(listener).on(new Instant("a", shallow), null).run(COHORTS);
        assertThat(finished).hasSize(16);
        assertThat(told(Event.CohortFailed.class))
                .hasSize(4)
                .allMatch(failed -> failed.reason().equals("no room"));
    }

    @Test
    void afterAFailureTheDeviceIsOpenedAnewAndAnotherTakesTheCohort() {
        new Runner(listener)
                .on(new Instant("a", failing(1)), () -> new Instant("a"))
                .on(new Instant("b"), null)
                .run(COHORTS);
        everyTrialFinishedOnce();
        assertThat(told(Event.DeviceDropped.class)).isEmpty();
        for (Event.CohortRetried retried : told(Event.CohortRetried.class)) {
            assertThat(told(Event.CohortFinished.class))
                    .anyMatch(done -> done.device().equals("b") && done.cohort().equals(retried.cohort()));
        }
    }

    @Test
    void aDeviceThatKeepsFailingIsDropped() {
        new Runner(listener)
                .on(new Instant("a", failing(99)), () -> new Instant("a", failing(99)))
                .inReserve("cpu", () -> new Instant("cpu"))
                .run(COHORTS);
        everyTrialFinishedOnce();
        assertThat(told(Event.DeviceDropped.class)).hasSize(1);
        assertThat(told(Event.CohortFinished.class))
                .allMatch(done -> done.device().equals("cpu"));
    }

    @Test
    void theReserveTakesOnlyWhatNoOtherCan() {
        new Runner(listener)
                .on(new Instant("a", failingAtDepth(3)), () -> new Instant("a", failingAtDepth(3)))
                .inReserve("cpu", () -> new Instant("cpu"))
                .run(COHORTS);
        everyTrialFinishedOnce();
        assertThat(told(Event.CohortFinished.class).stream()
                        .filter(done -> done.device().equals("cpu")))
                .hasSize(1)
                .allMatch(done -> done.cohort().trials().get(0).depth() == 3);
    }

    @Test
    void aCohortThatFailsEverywhereIsGivenUpAfterTwoRetries() {
        Runner runner = new Runner(listener);
        for (String device : List.of("a", "b", "c", "d")) {
            runner.on(new Instant(device, failingAtDepth(2)), () -> new Instant(device, failingAtDepth(2)));
        }
        runner.run(COHORTS);
        assertThat(finished).hasSize(16);
        assertThat(told(Event.CohortRetried.class)).hasSize(2);
        assertThat(told(Event.CohortFailed.class)).hasSize(1);
        assertThat(told(Event.CohortFailed.class).get(0).cohort().trials()).hasSize(4);
    }

    @Test
    void withoutAnyDeviceLeftTheSweepFails() {
        Runner runner = new Runner(listener).on(new Instant("a", failing(99)), null);
        assertThatThrownBy(() -> runner.run(COHORTS))
                .isInstanceOf(DeviceFailure.class)
                .hasMessageContaining("run the same command again");
        assertThat(told(Event.CohortFailed.class)).hasSize(1);
    }

    @Test
    void whatTheListenerThrowsEndsTheSweep() {
        Consumer<Event> full = Event.results(results -> {
            throw new StoreException("x.db: the disk is full");
        });
        Runner runner = new Runner(full).on(new Instant("a"), null).on(new Instant("b"), null);
        assertThatThrownBy(() -> runner.run(COHORTS)).hasMessage("x.db: the disk is full");
    }

    @Test
    void whatATrainerThrowsEndsTheSweep() {
        Runner runner = new Runner(listener)
                .on(
                        new Instant("a", (cohort, events) -> {
                            throw new StudyException("the data is gone");
                        }),
                        null);
        assertThatThrownBy(() -> runner.run(COHORTS)).hasMessage("the data is gone");
    }

    @Test
    void stoppingDropsWhatRuns() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        Runner runner = new Runner(listener)
                .on(
                        new Instant("a", (cohort, events) -> {
                            while (true) {
                                events.accept(new Event.CohortAdvanced("a", cohort, 1));
                                running.countDown();
                            }
                        }),
                        null);
        Thread sweep = new Thread(() -> runner.run(COHORTS));
        sweep.start();
        running.await();
        runner.stop();
        sweep.join();
        assertThat(runner.stopped()).isTrue();
        assertThat(finished).isEmpty();
    }
}
