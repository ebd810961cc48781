package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Theory against simulation where it matters: 50 layers of 512 units, forward and back. */
class DeepWideTest {
    private static final int WIDTH = 512;
    private static final int DEPTH = 50;
    private static final int REPEATS = 12;

    @ParameterizedTest
    @CsvSource({"xavier_normal_, tanh, 0, plain", "he_uniform, relu, 0, residual(0.2)"})
    void simulationFollows(String initializer, String activation, float biasStd, String architecture) {
        check(initializer, activation, biasStd, architecture);
    }

    /** A law, an activation and an architecture of each kind. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "edge_of_chaos(sigma_b=0.2236068), tanh, 0, plain",
        "lecun_normal, selu, 0, plain",
        "orthogonal(1.41421356), relu, 0, plain",
        "'variance_scaling(1.5, fan_in, uniform)', gelu, 0.3, plain",
        "he_normal, gelu, 0, plain+layernorm"
    })
    void simulationFollowsEverywhere(String initializer, String activation, float biasStd, String architecture) {
        check(initializer, activation, biasStd, architecture);
    }

    /**
     * The mean over 12 networks lies within 5 standard errors of theory (one in 2,500 for Student's t with 11 degrees of
     * freedom), and within the bias of finite width: theory is the limit of wide networks, the next order is a multiple
     * of the layers passed over the width. Two thirds of that ratio cover the largest measured, glorot's on tanh
     * (q/theory = 0.98 at layer 50).
     */
    private static void check(String initializer, String activation, float biasStd, String architecture) {
        for (ProbeReport.Layer layer :
                probe(initializer, activation, biasStd, architecture).layers()) {
            var theory = layer.theory().orElseThrow();
            close(layer.preactivation().secondMoment(), theory.preactivationSecondMoment(), layer.layer(), "q");
            close(layer.gradientRatio(), theory.gradientRatio(), DEPTH - layer.layer(), "gradient");
        }
    }

    private static void close(Estimate measured, double theory, int passed, String what) {
        double bias = 2.0 / 3 * passed / WIDTH * theory;
        assertThat(measured.value())
                .as("%s, %d layers passed", what, passed)
                .isCloseTo(theory, offset(5 * measured.standardError() + bias + 1e-5 * theory));
    }

    private static ProbeReport probe(String initializer, String activation, float biasStd, String architecture) {
        ProbeRequest request = new ProbeRequest(
                Initializers.parse(initializer),
                Activations.parse(activation),
                Architecture.parse(architecture),
                16,
                1,
                biasStd,
                5,
                REPEATS);
        try (Device device = new CpuDevice(2)) {
            return request.gaussian(device, Collections.nCopies(DEPTH, WIDTH));
        }
    }
}
