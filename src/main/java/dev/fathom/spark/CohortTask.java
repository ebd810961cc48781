package dev.fathom.spark;

import dev.fathom.device.Device;
import dev.fathom.device.DeviceFailure;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.device.cuda.CudaDevice;
import dev.fathom.device.cuda.runtime.Precision;
import dev.fathom.store.Provenance;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.resource.ResourceInformation;

/** Trains one cohort on an executor: on the GPU that Spark gave to the task, or on as many threads as it has CPUs. */
final class CohortTask implements Function<CohortPlan, CohortResult> {
    private static final long serialVersionUID = 1L;

    private final ArrayList<Integer> measuredSteps;
    private final Precision precision;
    private final String folder;
    private final HashMap<String, String> digests = new HashMap<>();

    /** @param folder where relative names of data start, on every machine */
    CohortTask(List<Integer> measuredSteps, Precision precision, Path folder) {
        this.measuredSteps = new ArrayList<>(measuredSteps);
        this.precision = precision;
        this.folder = folder.toAbsolutePath().toString();
    }

    /** What the data must be, wherever the task runs. */
    void expect(Map<String, String> data) {
        digests.putAll(data);
    }

    /** @throws DeviceFailure where the device fails or has no room for a single trial: Spark then tries another executor */
    @Override
    public CohortResult call(CohortPlan cohort) {
        List<TrialResult> results = new ArrayList<>();
        try (Device device = device(TaskContext.get())) {
            DatasetCache data = new DatasetCache(Path.of(folder));
            data.expect(digests);
            DeviceTrainer trainer = new DeviceTrainer(device, measuredSteps, data);
            new Runner(event -> take(event, results)).on(trainer, null).run(List.of(cohort));
            return new CohortResult(executor(), Provenance.of(device), results);
        }
    }

    private static void take(Event event, List<TrialResult> results) {
        if (event instanceof Event.CohortFailed failed) {
            throw new DeviceFailure(failed.reason());
        }
        if (event instanceof Event.CohortFinished finished) {
            results.addAll(finished.results());
        }
    }

    private Device device(TaskContext task) {
        ResourceInformation gpu = task.resourcesJMap().get(Gpus.RESOURCE);
        return gpu == null ? new CpuDevice(task.cpus()) : new CudaDevice(Gpus.ordinal(gpu.addresses()), precision);
    }

    private static String executor() {
        return Executors.name(
                SparkEnv.get().executorId(),
                SparkEnv.get().blockManager().blockManagerId().host());
    }
}
