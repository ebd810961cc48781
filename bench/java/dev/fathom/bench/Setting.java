package dev.fathom.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A contender with its threads.
 *
 * @param processes workers that share the trials and run at the same time
 * @param mkl whether MKL stands on its class path, which Fathom then takes in place of OpenBLAS
 * @param options of the worker's Java
 */
record Setting(
        String name,
        String contender,
        int processes,
        boolean mkl,
        List<String> options,
        Map<String, String> environment) {
    static final Setting FATHOM = fathom("fathom", "fathom", false);
    static final Setting FATHOM_MKL = fathom("fathom on MKL", "fathom", true);
    static final Setting MEASURED = fathom("fathom, measured every 10", "measured", false);
    static final Setting PRODUCTS = fathom("products alone", "products", false);

    static final String PYTORCH = "pytorch";
    static final String DL4J = "dl4j";

    /**
     * On MKL too where the profile mkl is on. DJL allows one gradient at a time in a process: two networks side by side need
     * two processes.
     */
    static List<Setting> all() {
        List<Setting> all = new ArrayList<>(List.of(FATHOM, MEASURED, PRODUCTS));
        if (Setting.class.getResource("/org/bytedeco/mkl/linux-x86_64/libmkl_rt.so.2") != null) {
            all.add(1, FATHOM_MKL);
        }
        all.addAll(List.of(pytorch(1, 1), pytorch(2, 1), pytorch(1, 2), dl4j(1), dl4j(2)));
        return all;
    }

    private static Setting fathom(String name, String contender, boolean mkl) {
        return new Setting(name, contender, 1, mkl, List.of("-Xmx3g"), Map.of());
    }

    private static Setting pytorch(int threads, int processes) {
        return new Setting(
                processes == 1 ? "pytorch, " + threads + " threads" : "pytorch, " + processes + " processes",
                PYTORCH,
                processes,
                false,
                List.of(
                        "-Xmx1g",
                        "-Dai.djl.offline=true",
                        "-Dai.djl.pytorch.num_threads=" + threads,
                        "-Dai.djl.pytorch.num_interop_threads=1"),
                Map.of("OMP_NUM_THREADS", Integer.toString(threads)));
    }

    private static Setting dl4j(int threads) {
        return new Setting(
                "dl4j, " + threads + " threads",
                DL4J,
                1,
                false,
                List.of(
                        "-Xmx2g",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=6g",
                        "-Dorg.bytedeco.javacpp.nopointergc=true"),
                // two pools of threads, OpenMP's and OpenBLAS's, that both spin on two cores cost it nine tenths of its
                // speed
                Map.of("OMP_NUM_THREADS", Integer.toString(threads), "OMP_WAIT_POLICY", "PASSIVE"));
    }

    boolean peer() {
        return contender.equals(PYTORCH) || contender.equals(DL4J);
    }
}
