package dev.fathom.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** How Spark is asked to run a sweep: what spark-submit and {@code -Dspark.*} say comes first. */
final class Settings {
    private static final Pattern ADDRESS = Pattern.compile("([^:,/]+):(\\d{1,5})");
    private static final int ANSWER_MILLISECONDS = 5_000;

    private Settings() {}

    /**
     * @param master URL, nullable under spark-submit
     * @throws IllegalArgumentException in one line, where Spark could not do it or would wait for ever
     */
    static SparkConf of(String study, String master) {
        SparkConf conf = new SparkConf();
        if (master != null) {
            conf.setMaster(master);
        }
        if (!conf.contains("spark.master")) {
            throw new IllegalArgumentException(
                    "which Spark? give --master spark://HOST:7077, or start this command with spark-submit --master URL");
        }
        Gpus.check(conf);
        cpus(conf);
        if (conf.get("spark.master").startsWith("spark://")) {
            reach(conf.get("spark.master"));
        }
        defaults(conf, study);
        return conf;
    }

    private static void cpus(SparkConf conf) {
        int task = conf.getInt("spark.task.cpus", 1);
        if (conf.contains("spark.executor.cores") && conf.getInt("spark.executor.cores", 1) < task) {
            throw new IllegalArgumentException("a task wants " + task + " CPUs but an executor has "
                    + conf.get("spark.executor.cores") + ": raise spark.executor.cores or lower spark.task.cpus");
        }
    }

    /** Spark itself would try for a minute and then end the process. */
    private static void reach(String master) {
        Matcher address = ADDRESS.matcher(master.substring("spark://".length()));
        while (address.find()) {
            try (Socket socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(address.group(1), Integer.parseInt(address.group(2))),
                        ANSWER_MILLISECONDS);
                return;
            } catch (IOException | IllegalArgumentException e) {
                // the next one may be the leader
            }
        }
        throw new IllegalArgumentException(master
                + ": no Spark master answers there; the master's page shows its URL, spark://HOST:7077 as a rule");
    }

    private static void defaults(SparkConf conf, String study) {
        conf.setIfMissing("spark.app.name", "fathom " + study);
        conf.setIfMissing("spark.log.level", "WARN");
        conf.setIfMissing("spark.ui.enabled", "false"); // no listening page unless asked for
        // three tries, each on another executor; an executor at which cohorts fail gets no more of them
        conf.setIfMissing("spark.task.maxFailures", "3");
        conf.setIfMissing("spark.excludeOnFailure.enabled", "true");
        // nvidia-smi, and so the discovery script, counts in the order of the bus; CUDA does so only if told
        conf.setIfMissing("spark.executorEnv.CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        if (conf.get("spark.master").matches("local(\\[.*])?")) {
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        } else {
            // Spark's machine learning comes with an older BLAS binding of the same name; where the driver is the
            // executor, spark.driver.userClassPathFirst does it, and both would load every class twice
            conf.setIfMissing("spark.executor.userClassPathFirst", "true");
        }
        if (!conf.contains("spark.jars")) {
            conf.setJars(JavaSparkContext.jarOfClass(Settings.class)); // none where classes are not in a jar
        }
    }
}
