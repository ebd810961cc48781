package dev.fathom.cli;

import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.store.Provenance;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Runner;
import dev.fathom.sweep.Trainer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The devices of a sweep: opened at its start, opened anew where one fails, and the CPU behind the GPUs. */
final class SweepDevices implements AutoCloseable {
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

    int count() {
        return names.size();
    }

    boolean onCpu() {
        return names.contains(CPU);
    }

    boolean slowProducts() {
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

    /** Of those that are open. */
    synchronized List<Provenance> provenance() {
        return List.copyOf(provenance.values());
    }

    synchronized Provenance provenance(String device) {
        return provenance.get(device);
    }

    Trainer first() {
        return trainer(open.get(names.get(0)));
    }

    /** Has the runner use them all. */
    void employ(Runner runner) {
        for (String name : names) {
            runner.on(trainer(open.get(name)), onCpu() ? null : () -> trainer(open(name)));
        }
        if (!onCpu()) {
            runner.inReserve(CPU, () -> trainer(open(CPU)));
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
