package dev.fathom.sweep;

import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.util.List;
import java.util.function.Consumer;

/**
 * What happens while a sweep runs. A {@link Runner} tells its listener one event at a time, on the thread that called it:
 * listeners need no locks, and {@link Consumer#andThen} chains them.
 */
public sealed interface Event {
    /** One method for each kind: who adds a kind is led to every listener that must know it. */
    interface Visitor<R> {
        R sweepStarted(SweepStarted event);

        R cohortStarted(CohortStarted event);

        R cohortAllocated(CohortAllocated event);

        R cohortAdvanced(CohortAdvanced event);

        R trialLeft(TrialLeft event);

        R cohortFinished(CohortFinished event);

        R cohortHalved(CohortHalved event);

        R cohortRetried(CohortRetried event);

        R cohortFailed(CohortFailed event);

        R deviceDropped(DeviceDropped event);

        R notice(Notice event);
    }

    <R> R accept(Visitor<R> visitor);

    /** The sweep begins; cohorts may be halved later. */
    record SweepStarted(List<String> devices, List<CohortPlan> cohorts) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sweepStarted(this);
        }
    }

    /** A device took up a cohort. */
    record CohortStarted(String device, CohortPlan cohort) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cohortStarted(this);
        }
    }

    /** The cohort's tensors are on the device: so many bytes. */
    record CohortAllocated(String device, CohortPlan cohort, long bytes) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cohortAllocated(this);
        }
    }

    /** So many of the cohort's steps are done. */
    record CohortAdvanced(String device, CohortPlan cohort, int steps) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cohortAdvanced(this);
        }
    }

    /**
     * Training cannot change what the trial computes any more, so it left its cohort.
     *
     * @param step first step that it no longer takes part in
     * @param reason in a few words
     */
    record TrialLeft(String device, Trial trial, int step, String reason) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.trialLeft(this);
        }
    }

    /** All trials of the cohort have a result; see {@link #results}. */
    record CohortFinished(String device, CohortPlan cohort, List<TrialResult> results) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cohortFinished(this);
        }
    }

    /** The cohort did not fit and goes on as two. */
    record CohortHalved(String device, CohortPlan cohort, String reason) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cohortHalved(this);
        }
    }

    /** The device failed at the cohort, which waits for another device. */
    record CohortRetried(String device, CohortPlan cohort, String reason) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cohortRetried(this);
        }
    }

    /** The cohort has failed too often: its trials have no result, and the sweep goes on. */
    record CohortFailed(String device, CohortPlan cohort, String reason) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.cohortFailed(this);
        }
    }

    /** The device takes no further cohorts. */
    record DeviceDropped(String device, String reason) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.deviceDropped(this);
        }
    }

    /** Something else that the user should know, in one line. */
    record Notice(String line) implements Event {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.notice(this);
        }
    }

    /** A listener who wants to hear nothing. */
    Consumer<Event> IGNORED = event -> {};

    /** A listener that hands on the results of every finished cohort. */
    static Consumer<Event> results(Consumer<List<TrialResult>> taker) {
        return event -> {
            if (event instanceof CohortFinished finished) {
                taker.accept(finished.results());
            }
        };
    }
}
