package dev.fathom.cli.sweep;

import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.terminal.Interruption;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.store.Provenance;
import dev.fathom.store.Store;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Planner;
import dev.fathom.sweep.Runner;
import dev.fathom.sweep.Trainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The devices of a sweep: opened at its start, opened anew where one fails, and the CPU behind the GPUs. */
final class SweepDevices implements SweepEngine {
    static final int COHORT_ON_CPU = 16;
    static final int COHORT_ON_GPU = 256;

    private static final String CPU = "cpu";

    private final DeviceOptions options;
    private final List<Integer> measuredSteps;
    private final DatasetCache data;
    private final Map<String, Device> open = new HashMap<>();
    private final Map<String, Provenance> provenance = new HashMap<>();
    private final List<String> names = new ArrayList<>();

    SweepDevices(DeviceOptions options, List<Integer> measuredSteps, DatasetCache data) {
        this.options = options;
        this.measuredSteps = measuredSteps;
        this.data = data;
        try {
            for (String name : options.names()) {
                names.add(open(name).name());
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Closes what had this name, and opens it. */
    private synchronized Device open(String name) {
        Device former = open.remove(name);
        if (former != null) {
            former.close();
        }
        Device device = options.open(name);
        open.put(device.name(), device);
        provenance.putIfAbsent(device.name(), Provenance.of(device));
        return device;
    }

    private boolean onCpu() {
        return names.contains(CPU);
    }

    @Override
    public boolean slowProducts() {
        return open.get(names.get(0)) instanceof CpuDevice cpu && !cpu.hasNativeProducts();
    }

    /** Bytes of the smallest. */
    long memory() {
        return names.stream().mapToLong(name -> open.get(name).memory()).min().orElseThrow();
    }

    /** Each device in words. */
    List<String> descriptions() {
        return names.stream()
                .map(name -> name + ", " + open.get(name).description())
                .toList();
    }

    @Override
    public List<String> lines() {
        return descriptions().stream().map(line -> "device: " + line).toList();
    }

    @Override
    public Planner planner(Integer most) {
        int cohort = most != null ? most : onCpu() ? COHORT_ON_CPU : COHORT_ON_GPU;
        return new Planner(names.size(), memory(), cohort, measuredSteps, data);
    }

    /** Of those that are open. */
    @Override
    public synchronized List<Provenance> provenance() {
        return List.copyOf(provenance.values());
    }

    private synchronized Provenance provenance(String device) {
        return provenance.get(device);
    }

    Trainer first() {
        return trainer(open.get(names.get(0)));
    }

    @Override
    public boolean run(List<CohortPlan> plan, Store store, Consumer<Event> listener, Interruption interruption) {
        Consumer<Event> saving = event -> save(event, store);
        Runner runner = new Runner(saving.andThen(listener));
        for (String name : names) {
            runner.on(trainer(open.get(name)), onCpu() ? null : () -> trainer(open(name)));
        }
        if (!onCpu()) {
            runner.inReserve(CPU, () -> trainer(open(CPU)));
        }
        interruption.stops(runner::stop);
        runner.run(plan);
        return runner.stopped();
    }

    private void save(Event event, Store store) {
        if (event instanceof Event.CohortFinished finished) {
            store.save(finished.results(), provenance(finished.device()));
        } else if (event instanceof Event.CohortFailed failed) {
            store.fail(failed.cohort().trials(), failed.device() + ": " + failed.reason(), provenance(failed.device()));
        }
    }

    private Trainer trainer(Device device) {
        return new DeviceTrainer(device, measuredSteps, data);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Device::close);
        open.clear();
    }
}
