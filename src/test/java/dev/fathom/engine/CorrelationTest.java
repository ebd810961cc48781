package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The correlation of two inputs through depth, measured beside theory. */
class CorrelationTest {
    private static final int WIDTH = 256;
    private static final int DEPTH = 12;
    private static final int REPEATS = 12;

    private static ProbeReport probe(String initializer, String activation, float biasStd, double correlation) {
        ProbeRequest request = new ProbeRequest(
                Initializers.parse(initializer),
                Activations.parse(activation),
                Architecture.PLAIN,
                8,
                1,
                biasStd,
                11,
                REPEATS);
        try (Device device = new CpuDevice(2)) {
            return request.gaussian(device, Collections.nCopies(DEPTH, WIDTH), correlation);
        }
    }

    /**
     * The mean over 12 networks lies within 5 standard errors of theory (one in 2,500 for Student's t with 11 degrees of
     * freedom), and within the bias of finite width: layer/width of 1 - c, as its recursion is not linear, and what the
     * lengths of two samples differ by. Those scatter by at most 5 layer/width in |z|² (relu's, the widest), a quarter
     * of it in |z|.
     */
    @ParameterizedTest
    @CsvSource({
        "he_normal, relu, 0, 0.3",
        "he_normal, relu, 0, 0",
        "edge_of_chaos(sigma_b=0.2236068), tanh, 0, 0.5",
        "orthogonal(1.2), tanh, 0.2236068, 0.9",
        "lecun_normal, selu, 0, 0.5",
        "glorot_normal, gelu, 0.1, 0.7"
    })
    void followsTheory(String initializer, String activation, float biasStd, double correlation) {
        for (ProbeReport.Layer layer :
                probe(initializer, activation, biasStd, correlation).layers()) {
            Estimate measured = layer.decorrelation().orElseThrow();
            double expected = layer.theory().orElseThrow().decorrelation().orElseThrow();
            assertThat(measured.value())
                    .as("layer " + layer.layer())
                    .isCloseTo(
                            expected, offset(5 * measured.standardError() + (expected + 1.25) * layer.layer() / WIDTH));
        }
    }

    /** Hayou et al. 2019: on relu's edge 1 - c goes as 9π²/(2 L²); Cho & Saul 2009: one layer takes c = 0 to 1/π. */
    @Test
    void reluForgetsItsInputsSlowly() {
        ProbeReport report = probe("he_normal", "relu", 0, 0);
        assertThat(report.layers().get(1).decorrelation().orElseThrow().value())
                .isCloseTo(1 - 1 / Math.PI, offset(0.02));
    }

    /**
     * A chaotic net drives inputs apart to c* = 0.299 at σ_w² = 3, σ_b² = 0.05 (Poole et al. 2016). With its depth
     * scale of 9 layers, a tenth becomes 0.03 on the way; finite width adds 0.01.
     */
    @ParameterizedTest
    @CsvSource({"0.2", "0.4"})
    void chaosEndsAtItsFixedPoint(double correlation) {
        ProbeReport report = probe("variance_scaling(3, fan_in, untruncated_normal)", "tanh", 0.2236068f, correlation);
        Estimate last = report.layers().get(DEPTH - 1).decorrelation().orElseThrow();
        assertThat(last.value()).isCloseTo(1 - 0.299, offset(5 * last.standardError() + 0.04));
    }

    @Test
    void inputsThatAreEqualStayEqual() {
        ProbeReport report = probe("he_normal", "relu", 0, 1);
        assertThat(report.layers().get(DEPTH - 1).decorrelation().orElseThrow().value())
                .isZero();
    }

    @Test
    void refusesImpossibleCorrelations() {
        assertThatThrownBy(() -> probe("he_normal", "relu", 0, 1.5)).hasMessageContaining("0 to 1");
    }
}
