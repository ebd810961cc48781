package dev.fathom.spark;

import org.apache.spark.SparkConf;

/** GPUs as Spark's scheduler knows them: a resource named {@code gpu}, of which every task takes one. */
final class Gpus {
    static final String RESOURCE = "gpu";
    private static final String EACH_EXECUTOR = "spark.executor.resource.gpu.amount";
    private static final String EACH_TASK = "spark.task.resource.gpu.amount";

    private Gpus() {}

    static boolean wanted(SparkConf conf) {
        return conf.contains(EACH_EXECUTOR) || conf.contains(EACH_TASK);
    }

    /**
     * Refuses requests under which Spark would wait for ever or share a GPU.
     *
     * @throws IllegalArgumentException in one line
     */
    static void check(SparkConf conf) {
        if (!wanted(conf)) {
            return;
        }
        if (conf.get("spark.master").matches("local(\\[.*])?")) {
            throw new IllegalArgumentException(
                    "Spark's master " + conf.get("spark.master")
                            + " schedules no GPUs and would wait for ever: leave --engine spark out, or start a standalone master");
        }
        if (!conf.get(EACH_TASK, "").equals("1")) {
            throw new IllegalArgumentException("each task trains on one GPU of its own: set " + EACH_TASK + "=1, got '"
                    + conf.get(EACH_TASK, "") + "'");
        }
        if (!conf.get(EACH_EXECUTOR, "").matches("[1-9]\\d{0,3}")) {
            throw new IllegalArgumentException("say how many GPUs an executor has: set " + EACH_EXECUTOR + "=1, got '"
                    + conf.get(EACH_EXECUTOR, "") + "'");
        }
    }

    /** @param addresses of one task, as the discovery script named them */
    static int ordinal(String[] addresses) {
        if (addresses.length != 1 || !addresses[0].matches("\\d{1,4}")) {
            throw new IllegalArgumentException("the GPU discovery script must name GPUs by their numbers, got '"
                    + String.join(",", addresses) + "': use docker/spark/discover-gpus.sh");
        }
        return Integer.parseInt(addresses[0]);
    }
}
