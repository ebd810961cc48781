package dev.fathom.bench;

import java.util.List;
import java.util.Map;

/**
 * A contender with its threads.
 *
 * @param processes workers that share the trials and run at the same time
 * @param options of the worker's Java
 */
record Setting(String name, String contender, int processes, List<String> options, Map<String, String> environment) {
    static final Setting FATHOM = new Setting("fathom", "fathom", 1, List.of("-Xmx8g"), Map.of());
    static final Setting MEASURED =
            new Setting("fathom, measured every 10", "measured", 1, List.of("-Xmx8g"), Map.of());
    static final Setting PRODUCTS = new Setting("products alone", "products", 1, List.of("-Xmx8g"), Map.of());

    /** DJL allows one gradient at a time in a process: two networks side by side need two processes. */
    static final List<Setting> PYTORCH = List.of(pytorch(1, 1), pytorch(2, 1), pytorch(1, 2));

    private static Setting pytorch(int threads, int processes) {
        String name = "pytorch " + (processes == 1 ? threads + " threads" : processes + " processes");
        return new Setting(
                name,
                "pytorch",
                processes,
                List.of(
                        "-Xmx1g",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=" + threads,
                        "-Dai.djl.pytorch.num_interop_threads=1"),
                Map.of("OMP_NUM_THREADS", Integer.toString(threads)));
    }

    boolean peer() {
        return contender.equals("pytorch");
    }
}
