package dev.fathom.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.device.DeviceFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Spark would wait for in vain, or for ever, is refused before it starts. */
class SettingsTest {
    @AfterEach
    void forget() {
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("spark."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "local[2]     | 1 | 1   | schedules no GPUs",
                "local        | 1 | 1   | schedules no GPUs",
                "yarn         | 1 | 0.5 | set spark.task.resource.gpu.amount=1, got '0.5'",
                "yarn         | 1 |     | set spark.task.resource.gpu.amount=1, got ''",
                "yarn         |   | 1   | set spark.executor.resource.gpu.amount=1, got ''",
                "yarn         | 0 | 1   | set spark.executor.resource.gpu.amount=1, got '0'"
            })
    void gpusThatNoTaskCouldHave(String master, String executor, String task, String message) {
        set("spark.executor.resource.gpu.amount", executor);
        set("spark.task.resource.gpu.amount", task);
        assertThatThrownBy(() -> Settings.of("s", master))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static void set(String key, String value) {
        if (value != null) {
            System.setProperty(key, value);
        }
    }

    @Test
    void tasksWithMoreCpusThanAnExecutor() {
        set("spark.task.cpus", "4");
        set("spark.executor.cores", "2");
        assertThatThrownBy(() -> Settings.of("s", "yarn")).hasMessageContaining("raise spark.executor.cores");
    }

    @Test
    void aMasterThatDoesNotAnswer() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
            SparkConf conf = Settings.of("s", "spark://127.0.0.1:1,127.0.0.1:" + port);
            assertThat(conf.get("spark.app.name")).isEqualTo("fathom s");
        }
        assertThatThrownBy(() -> Settings.of("s", "spark://127.0.0.1:" + port))
                .hasMessageContaining("no Spark master answers there");
        assertThatThrownBy(() -> Settings.of("s", null)).hasMessageContaining("which Spark?");
    }

    @Test
    void whatTheUserSetsStays() {
        set("spark.task.maxFailures", "7");
        set("spark.ui.enabled", "true");
        SparkConf conf = Settings.of("s", "local[3]");
        assertThat(conf.get("spark.task.maxFailures")).isEqualTo("7");
        assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
        assertThat(conf.get("spark.driver.bindAddress")).isEqualTo("127.0.0.1");
        assertThat(conf.get("spark.executorEnv.CUDA_DEVICE_ORDER")).isEqualTo("PCI_BUS_ID");
    }

    @Test
    void addressesOfGpusAreNumbers() {
        assertThat(Gpus.ordinal(new String[] {"3"})).isEqualTo(3);
        assertThatThrownBy(() -> Gpus.ordinal(new String[] {"GPU-1"})).hasMessageContaining("discover-gpus.sh");
        assertThatThrownBy(() -> Gpus.ordinal(new String[] {"0", "1"})).hasMessageContaining("0,1");
    }

    @Test
    void reasonsAreOneLine() {
        String told = "dev.fathom.device.DeviceFailure: the GPU is lost\n\tat dev.fathom.X.y(X.java:1)";
        assertThat(Reason.of(told)).isEqualTo("the GPU is lost");
        assertThat(Reason.of(new SparkException("Job aborted\n\tat x", new DeviceFailure("the GPU is lost"))))
                .isEqualTo("the GPU is lost");
        assertThat(Reason.of((String) null)).isEmpty();
    }
}
