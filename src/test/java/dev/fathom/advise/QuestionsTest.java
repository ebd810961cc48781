package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.Activations;
import dev.fathom.advise.Candidate.Training;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.net.Architecture;
import dev.fathom.net.Extent;
import dev.fathom.sweep.DatasetCache;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Twenty questions. What is recommended trains at least half of twelve networks whose seeds neither choice nor confirmation
 * has seen; where nothing trains, every remedy that is named does.
 */
@Tag("slow")
class QuestionsTest {
    private static final int ADVISED = 6;
    private static final int JUDGED = 12;

    /** With 12 seeds those from 12 on are fresh; advice of 6 uses those to 11. */
    private static Question question(
            String activation, String architecture, int depth, int width, String data, int seeds) {
        return new Question(
                Activations.parse(activation),
                Architecture.parse(architecture),
                depth,
                width,
                Extent.vector(64),
                data,
                List.of(0.01, 0.05, 0.2),
                300,
                64,
                seeds,
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "relu, plain, 5, 64, digits",
        "relu, plain, 20, 64, digits",
        "relu, plain, 30, 32, digits",
        "tanh, plain, 10, 64, digits",
        "tanh, plain, 40, 64, digits",
        "sigmoid, plain, 3, 64, digits",
        "sigmoid, plain, 10, 64, digits",
        "sigmoid, plain, 30, 64, digits",
        "gelu, plain, 10, 64, digits",
        "gelu, plain, 20, 64, digits",
        "silu, plain, 12, 64, digits",
        "selu, plain, 30, 64, digits",
        "elu, plain, 15, 32, digits",
        "elu, residual, 20, 64, digits",
        "softplus, plain, 10, 64, digits",
        "mish, plain, 15, 48, digits",
        "leaky_relu, plain, 25, 64, digits",
        "tanh, plain, 20, 32, 'gaussian:features=32,classes=5'",
        "relu, plain, 10, 48, teacher",
        "gelu, residual+layernorm, 15, 48, digits"
    })
    void whatIsNamedTrainsFreshNetworks(String activation, String architecture, int depth, int width, String data) {
        try (Device device = new CpuDevice()) {
            Adviser adviser = new Adviser(device, new DatasetCache(), line -> {});
            Advice advice = adviser.advise(question(activation, architecture, depth, width, data, ADVISED));
            if (advice.works()) {
                Advice.Recommendation best = advice.recommendation().orElseThrow();
                Training judged = adviser.confirmed(
                        question(activation, architecture, depth, width, data, JUDGED),
                        best.initializer(),
                        best.training().rate());
                assertThat(judged.trained()).as(advice.sentence()).isGreaterThanOrEqualTo(JUDGED / 2);
            }
            for (Alternatives.Remedy remedy : advice.remedies()) {
                if (remedy.helps()) {
                    Question changed = remedy.question();
                    Training judged = adviser.confirmed(
                            question(
                                    changed.activation().spec(),
                                    changed.architecture().toString(),
                                    changed.depth(),
                                    changed.width(),
                                    changed.data(),
                                    JUDGED),
                            remedy.initializer(),
                            remedy.training().rate());
                    assertThat(judged.trained())
                            .as(remedy + " of " + advice.sentence())
                            .isGreaterThanOrEqualTo(JUDGED / 2);
                }
            }
        }
    }
}
