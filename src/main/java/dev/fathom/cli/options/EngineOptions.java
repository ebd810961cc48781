package dev.fathom.cli.options;

import dev.fathom.spark.Cluster;
import dev.fathom.study.Study;
import picocli.CommandLine.Option;

/** Whether this process trains, or a cluster does. */
public final class EngineOptions {
    /** Who trains. */
    enum Engine {
        local,
        spark
    }

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            description = {
                "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). spark runs each cohort",
                "as a task of Apache Spark 4:",
                "spark-submit --master URL target/fathom.jar",
                "  sweep STUDY.yaml --engine spark"
            },
            defaultValue = "local")
    private Engine engine;

    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "Spark's master, such as spark://HOST:7077 (default: that of spark-submit).")
    private String master;

    public boolean spark() {
        if (engine == Engine.local && master != null) {
            throw new IllegalArgumentException("--master goes with --engine spark; add it or leave --master out");
        }
        return engine == Engine.spark;
    }

    public Cluster connect(Study study, DeviceOptions devices) {
        try {
            Class.forName("org.apache.spark.SparkContext", false, EngineOptions.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "--engine spark needs the classes of Apache Spark 4: start this command with"
                            + " spark-submit --master URL target/fathom.jar sweep ... --engine spark");
        }
        return Cluster.connect(study, master, devices.precisionOnExecutors());
    }
}
