package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Networks over positions, as users of the commands meet them. */
class ConvolutionCommandTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    train --init he_normal --activation relu --architecture conv --data gaussian | conv sees images
                    train --init he_normal --activation relu --architecture conv(stem=5) --data digits | take stem=1 or 2 or 4 or 7
                    train --init he_normal --activation relu --architecture conv(kernel=4) | odd side
                    train --init he_normal --activation relu --architecture conv(padding=mirror) | padding=mirror
                    train --init he_normal --activation relu --architecture resnet(norm=post) | +layernorm
                    train --init identity --activation relu --architecture conv --data digits | use dirac
                    train --init lsuv --activation relu --architecture resnet --data digits | plain networks
                    probe --init he_normal --activation relu --architecture conv | --image HxW
                    probe --init he_normal --activation relu --architecture conv --image 8by8 | not '8by8'
                    probe --init he_normal --activation relu --image 8x8 | sees a sample as one vector
                    probe --init he_normal --activation relu --architecture conv --image 4x4 --input digits | has its own
                    probe --init he_normal --activation relu --architecture conv --image 4x4 --save x.npz | the images that its stem sees
                    probe --init he_normal --activation relu --architecture conv --image 4x4 --jacobian | dense layers
                    advise --activation relu --architecture conv --data gaussian | conv sees images
                    """)
    void wrongUsageIsOneLine(String arguments, String remedy) {
        Run run = fathom((arguments + " --depth 2 --width 4 --device cpu").split(" "));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        List<String> lines =
                run.err().lines().filter(line -> line.startsWith("fathom: ")).toList();
        assertThat(lines).as(run.err()).hasSize(1);
        assertThat(lines.get(0)).contains(remedy);
        assertThat(run.err()).doesNotContain("\tat ");
    }

    @Test
    void probeSetsTheoryBesideEveryPosition() {
        Run run =
                fathom(("probe --init delta_orthogonal --activation tanh --architecture conv(padding=zeros) --image 3x5"
                                + " --depth 3 --width 32 --batch 16 --repeats 8 --device cpu --format json")
                        .split(" "));
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode layers = run.json().get("layers");
        assertThat(StreamSupport.stream(layers.spliterator(), false)
                        .map(layer -> layer.get("name").asString()))
                .containsExactly("stem", "conv 1", "conv 2", "conv 3");
        assertThat(layers.get(1).get("fan_in").asInt()).isEqualTo(9 * 32);
        for (JsonNode layer : layers) {
            double measured = layer.get("preactivation").get("second_moment").asDouble();
            double predicted =
                    layer.get("theory").get("preactivation_second_moment").asDouble();
            assertThat(measured).isCloseTo(predicted, within(0.1 * predicted)); // corrections of 1/width
        }
    }

    /** Kernels of 3: (1 + 2 cos(2 pi m / 4)) / 3 along each side; delta-orthogonal ones are flat. */
    @Test
    void theoryGivesCorrelationsByFourierMode() {
        String command = "theory --activation tanh --architecture conv --image 4x4 --depth 3 --width 8 --format json ";
        JsonNode gaussian =
                fathom((command + "--sigma-w2 2.5 --sigma-b2 0.05").split(" ")).json();
        assertThat(gaussian.get("modes")).hasSize(6);
        assertThat(gaussian.get("modes").get(0).get("xi_c").asDouble())
                .isEqualTo(gaussian.get("xi_c").asDouble());
        JsonNode last = gaussian.get("modes").get(5);
        assertThat(last.get("mode_y").asInt()).isEqualTo(2);
        assertThat(last.get("lambda").asDouble()).isCloseTo(1.0 / 9, within(1e-12));
        JsonNode flat = fathom((command + "--init delta_orthogonal --sigma-b2 0.05").split(" "))
                .json();
        assertThat(flat.get("modes"))
                .allSatisfy(mode -> assertThat(mode.get("lambda").asDouble()).isEqualTo(1));
        JsonNode zeros = fathom(command.replace("conv", "conv(padding=zeros)").split(" "))
                .json();
        assertThat(zeros.has("modes")).isFalse();
        assertThat(zeros.get("note").asString()).contains("Fourier modes");
    }

    @Test
    void theBuiltInStudyOfNetworksIsNamed() {
        Run run = fathom("sweep --study networks --plan --assume nvidia-h200".split(" "));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("138 trials", "conv(padding=zeros,stem=7)", "transformer(stem=7)+layernorm");
        assertThat(fathom("sweep", "--study", "network").err())
                .contains("unknown built-in study 'network'; use one of seed-study, networks");
        assertThat(fathom("sweep", "--study", "networks", "--small").code()).isEqualTo(2);
    }

    @Test
    void trainsOnPatchesOfTheDigits() {
        Run run =
                fathom(("train --init he_normal --activation relu --architecture resnet(stem=7)+layernorm --data digits"
                                + " --depth 1 --width 8 --steps 60 --batch 32 --optimizer adam --lr 0.01 --device cpu --format json")
                        .split(" "));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("final_loss").asDouble())
                .isLessThan(0.9 * run.json().get("first_loss").asDouble());
    }
}
