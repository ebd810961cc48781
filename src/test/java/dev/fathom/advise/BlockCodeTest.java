package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.engine.BlockOracle;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializers;
import dev.fathom.net.Extent;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.architecture.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The code for networks of images in PyTorch, Keras and JAX themselves: it draws what is advised, and computes what the
 * oracle in float64 does from the same weights.
 */
class BlockCodeTest {
    /** Patches of 2 x 2 with three colours, from images of 8 x 8; see blocks.py. */
    private static final Extent INPUT = new Extent(4, 4, 12);

    private static final int OUTPUTS = 5;

    /** Of the greatest output: a few hundred roundings of 2^-24, which normalizations of 8 channels enlarge tenfold. */
    private static final double FLOAT32 = 1e-4;

    @TempDir
    Path folder;

    /** Every block, every place of a normalization and every border; libraries compile for seconds each. */
    private static final int QUICK = 7;

    private static List<CodedNetwork> models() {
        return Stream.of(
                        "tanh, he_normal, conv(padding=zeros,stem=2)",
                        "tanh, delta_orthogonal, conv(stem=2)+batchnorm(affine)",
                        "gelu, orthogonal, resnet(layers=2,norm=post,stem=2)+rmsnorm",
                        "relu, fixup, resnet(stem=2)",
                        "gelu, gpt2, transformer(stem=2)+layernorm(affine)",
                        "tanh, glorot_normal, transformer(0.5,norm=post,stem=2,causal=true)+rmsnorm",
                        "relu, small_init, transformer(norm=peri,stem=2)+batchnorm(affine)",
                        "relu, dirac, conv(stem=2,kernel=5,padding=zeros)+rmsnorm(affine)",
                        "tanh, glorot_uniform, resnet(0.5,padding=zeros,stem=2)+layernorm",
                        "softsign, lecun_normal, resnet(layers=1,norm=peri,stem=2)+batchnorm",
                        "relu, rezero, resnet(stem=2)",
                        "relu, t_fixup, transformer(stem=2,heads=2,ratio=2)",
                        "relu, orthogonal, transformer(skip=none,mlp=none,stem=2)+batchnorm",
                        "abs, lecun_uniform, transformer(skip=none,stem=2)+rmsnorm(affine)",
                        "tanh, rezero, transformer(stem=2)")
                .map(line -> line.split(", "))
                .map(words -> new CodedNetwork(
                        new Question(
                                Activations.parse(words[0]),
                                Architecture.parse(words[2]),
                                2,
                                8,
                                INPUT,
                                "digits",
                                List.of(0.1),
                                10,
                                8,
                                2,
                                List.of()),
                        Initializers.parse(words[1]),
                        0.1,
                        INPUT,
                        OUTPUTS,
                        true))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"pytorch, torch", "keras, keras", "jax, jax"})
    void drawsAndComputesTheNetwork(String library, String module) throws Exception {
        requireSame(library, module, models().subList(0, QUICK));
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"pytorch, torch", "keras, keras", "jax, jax"})
    void drawsAndComputesEveryNetwork(String library, String module) throws Exception {
        requireSame(library, module, models());
    }

    private void requireSame(String library, String module, List<CodedNetwork> models) throws Exception {
        String python = Python.require(module, "numpy");
        List<String> codes =
                models.stream().map(model -> Code.of(model).get(library)).toList();
        JsonMapper mapper = JsonMapper.builder().build();
        Path file = Files.writeString(folder.resolve("codes.json"), mapper.writeValueAsString(codes));
        List<String> printed = Python.runWith(python, "advise/blocks.py", library, file);
        JsonNode answers = mapper.readTree(printed.get(printed.size() - 1));
        assertThat(answers.size()).isEqualTo(models.size());
        for (int i = 0; i < models.size(); i++) {
            String what = library + ", " + Printed.name(models.get(i));
            assertThat(answers.get(i).has("failure"))
                    .as(what + ": " + answers.get(i).get("failure") + "\n" + codes.get(i))
                    .isFalse();
            requireSame(what, models.get(i), answers.get(i));
        }
    }

    private static void requireSame(String what, CodedNetwork model, JsonNode answer) {
        NetworkSpec network = model.blockwise();
        List<double[]> weights = arrays(answer.get("weights"));
        assertThat(weights).as(what).hasSameSizeAs(network.weights());
        for (int layer = 1; layer <= weights.size(); layer++) {
            requireDrawn(what + ", layer " + layer, model.law(layer), weights.get(layer - 1));
        }
        List<double[]> biases = arrays(answer.get("biases"));
        assertThat(biases.stream().flatMapToDouble(DoubleStream::of)).as(what).containsOnly(0.0);
        double[][] out = arrays(answer.get("out")).toArray(double[][]::new);
        if (model.gate().isPresent()) {
            assertThat(out[0]).as(what).hasSize(OUTPUTS).doesNotContain(Double.NaN);
            return;
        }
        BlockOracle oracle = new BlockOracle(network, model.activation(), weights, biases);
        oracle.withFreshNorms(model.width());
        double[][] wanted = oracle.outputs(arrays(answer.get("patches")).toArray(double[][]::new));
        double most = Stream.of(wanted)
                .flatMapToDouble(DoubleStream::of)
                .map(Math::abs)
                .max()
                .orElseThrow();
        for (int sample = 0; sample < wanted.length; sample++) {
            assertThat(out[sample]).as(what).containsExactly(wanted[sample], within(FLOAT32 * most));
        }
    }

    /** Six deviations of mean and variance; of orthogonal matrices the sum of squares, exact but for rounding. */
    private static void requireDrawn(String what, Distribution law, double[] drawn) {
        int n = drawn.length;
        double square = DoubleStream.of(drawn).map(x -> x * x).sum() / n;
        double mean = DoubleStream.of(drawn).sum() / n;
        double wanted = law.variance() + law.mean() * law.mean();
        if (!(law instanceof Distribution.Independent)) {
            assertThat(square).as(what).isCloseTo(wanted, within(1e-5 * wanted));
            return;
        }
        assertThat(mean).as(what).isCloseTo(law.mean(), within(6 * Math.sqrt(law.variance() / n)));
        assertThat(square).as(what).isCloseTo(wanted, within(6 * Math.sqrt(2.0 / n) * law.variance()));
    }

    private static List<double[]> arrays(JsonNode rows) {
        return IntStream.range(0, rows.size())
                .mapToObj(row -> IntStream.range(0, rows.get(row).size())
                        .mapToDouble(i -> rows.get(row).get(i).asDouble())
                        .toArray())
                .toList();
    }
}
