package dev.fathom.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The worker processes of one setting, which share a cohort. */
final class Team implements AutoCloseable {
    private final Setting setting;
    private final List<Child> children = new ArrayList<>();

    /** Trained steps times trials of the cohort for each one that is trained here. */
    private double share;

    Team(Setting setting, boolean keepEnvironment) throws IOException {
        this.setting = setting;
        for (int i = 0; i < setting.processes(); i++) {
            children.add(new Child(setting, keepEnvironment));
        }
    }

    Setting setting() {
        return setting;
    }

    /** The library of its workers. */
    String describe() throws IOException {
        for (Child child : children) {
            child.send("describe");
        }
        String description = "";
        for (Child child : children) {
            description = child.receive();
        }
        return description;
    }

    void prepare(Case cohort) throws IOException {
        Case what = cohort.sample(setting.networks());
        int steps = setting.steps(cohort);
        share = (double) cohort.trials() * cohort.steps() / what.trials() / steps;
        for (int i = 0; i < children.size(); i++) {
            int from = what.trials() * i / children.size();
            int to = what.trials() * (i + 1) / children.size();
            children.get(i).send("prepare " + steps + " " + what.part(from, to));
        }
        for (Child child : children) {
            child.receive();
        }
    }

    double[] losses(int steps) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (Child child : children) {
            child.send("losses " + steps);
            for (String word : child.receive().split(" ")) {
                if (!word.isEmpty()) {
                    losses.add(Double.parseDouble(word));
                }
            }
        }
        return losses.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Seconds of one round of the whole cohort, by the slowest worker. */
    double train() throws IOException {
        children.forEach(child -> child.send("train"));
        long slowest = 0;
        for (Child child : children) {
            slowest = Math.max(slowest, Long.parseLong(child.receive()));
        }
        return share * slowest / 1e9;
    }

    /** Waits until no thread spins any more, or collects garbage. */
    void rest() {
        Duration before = null;
        for (Duration now = busy(); !now.equals(before); now = busy()) {
            before = now;
            try {
                Thread.sleep(20); // the system counts in hundredths of a second
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private Duration busy() {
        return children.stream().map(Child::busy).reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() throws IOException {
        for (Child child : children) {
            child.close();
        }
    }
}
