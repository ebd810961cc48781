package dev.fathom.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A contender with its threads.
 *
 * @param networks of the cohort that it trains, at most; {@link #ALL} where its rate depends on their number
 * @param processes workers that share the networks and run at the same time
 * @param mkl whether MKL stands on its class path, which Fathom then takes in place of OpenBLAS
 * @param options of the worker's Java
 */
record Setting(
        String name,
        String contender,
        int networks,
        int processes,
        boolean mkl,
        List<String> options,
        Map<String, String> environment) {
    private static final int ALL = Integer.MAX_VALUE;

    /** Networks that a peer trains of a cohort, where it takes one after the other: more of them tell nothing more. */
    private static final int ONE_BY_ONE = Case.COMPARED_TRIALS;

    static final Setting FATHOM = fathom("fathom", "fathom", false);
    static final Setting FATHOM_MKL = fathom("fathom on MKL", "fathom", true);
    static final Setting MEASURED = fathom("fathom, measured every 10", "measured", false);
    static final Setting PRODUCTS = fathom("products alone", "products", false);

    static final String PYTORCH = "pytorch";
    static final String DL4J = "dl4j";
    static final String JAX = "jax";
    static final String VMAP = "vmap";

    /**
     * On MKL too where the profile mkl is on. DJL allows one gradient at a time in a process: two networks side by side need
     * two processes.
     *
     * @param jax a Python that has JAX, nullable
     * @param torch a Python that has PyTorch, nullable
     */
    static List<Setting> all(Path jax, Path torch) {
        List<Setting> all = new ArrayList<>(List.of(FATHOM, MEASURED, PRODUCTS));
        if (Setting.class.getResource("/org/bytedeco/mkl/linux-x86_64/libmkl_rt.so.2") != null) {
            all.add(1, FATHOM_MKL);
        }
        all.addAll(List.of(pytorch(1, 1), pytorch(2, 1), pytorch(1, 2), dl4j(1), dl4j(2)));
        if (jax != null) {
            for (int atOnce : new int[] {1, 2, 4, 16}) {
                all.add(together(JAX, jax, atOnce, 1, Map.of()));
            }
            for (int atOnce : new int[] {1, 2}) {
                all.add(together(JAX, jax, atOnce, 2, Map.of("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false")));
            }
        }
        if (torch != null) {
            for (int atOnce : new int[] {1, 4, 16}) {
                all.add(together(VMAP, torch, atOnce, 1, Map.of("OMP_NUM_THREADS", "2")));
            }
        }
        return all;
    }

    private static Setting fathom(String name, String contender, boolean mkl) {
        return new Setting(name, contender, ALL, 1, mkl, List.of("-Xmx3g"), Map.of());
    }

    private static Setting pytorch(int threads, int processes) {
        return new Setting(
                processes == 1 ? "pytorch, " + threads + " threads" : "pytorch, " + processes + " processes",
                PYTORCH,
                ONE_BY_ONE,
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
                ONE_BY_ONE,
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

    /** A program in Python that trains so many networks at once in each process. */
    private static Setting together(
            String contender, Path python, int atOnce, int processes, Map<String, String> environment) {
        return new Setting(
                contender + ", " + atOnce + " at once" + (processes == 1 ? "" : ", " + processes + " processes"),
                contender,
                atOnce * processes,
                processes,
                false,
                List.of("-Xmx1g", "-Dbench.python=" + python),
                environment);
    }

    /** Steps of one round: JAX has as much to do as Fathom, the slower peers a tenth for each network. */
    int steps(Case cohort) {
        if (networks == ALL) {
            return cohort.steps();
        }
        if (contender.equals(JAX)) {
            return cohort.steps() * cohort.trials() / Math.min(networks, cohort.trials());
        }
        int steps = cohort.peerSteps();
        return contender.equals(VMAP) ? Math.max(1, steps / Math.min(networks, cohort.trials())) : steps;
    }
}
