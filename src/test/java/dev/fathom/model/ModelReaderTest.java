package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.engine.network.Weights;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelReaderTest {
    @TempDir
    Path folder;

    private static Array array(String name, Integer... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + name.length();
        }
        return new Array(name, List.of(shape), values);
    }

    private Model read(Layout layout, Array... arrays) {
        Path file = folder.resolve("m.npz");
        ArrayFiles.write(file, List.of(arrays), Map.of());
        return ModelReader.read(List.of(file), layout, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "w.safetensors, torch",
        "w.safetensors, keras",
        "w.npz, torch",
        "w.npz, keras",
        "w.npy, torch",
        "w.npy, keras"
    })
    void whatWasWrittenIsRead(String name, Layout layout) {
        Random random = new Random(1);
        List<Weights.Dense> layers = new ArrayList<>();
        for (int i = 0; i < 12; i++) { // more than ten: 10.weight must come after 2.weight
            float[] w = new float[9];
            float[] b = new float[3];
            for (int j = 0; j < w.length; j++) {
                w[j] = (float) random.nextGaussian();
                b[j % 3] = (float) random.nextGaussian();
            }
            layers.add(new Weights.Dense(3, 3, w, b));
        }
        Path file = folder.resolve(name);
        ModelWriter.write(file, new Weights(layers), layout, Map.of());
        Model model = ModelReader.read(List.of(file), null, List.of());
        assertThat(model.layout()).isEqualTo(layout);
        assertThat(model.skipped()).isEmpty();
        for (int i = 0; i < layers.size(); i++) {
            assertThat(model.weights().layers().get(i).weights())
                    .isEqualTo(layers.get(i).weights());
            assertThat(model.weights().layers().get(i).biases())
                    .isEqualTo(layers.get(i).biases());
        }
    }

    @Test
    void shapesDecideTheOrientation() {
        Model torch = read(null, array("a", 5, 3), array("b2", 2, 5));
        assertThat(torch.layout()).isEqualTo(Layout.torch);
        assertThat(torch.weights().layers().get(0).fanIn()).isEqualTo(3);
        assertThat(torch.weights().layers().get(0).weights()).startsWith(1, 4, 7, 10, 13, 2);
        Model keras = read(null, array("a", 3, 5), array("b2", 5, 2));
        assertThat(keras.layout()).isEqualTo(Layout.keras);
        assertThat(keras.weights().layers().get(0).weights()).startsWith(1, 2, 3, 4);
    }

    @Test
    void aBiasDecidesForASingleMatrix() {
        assertThat(read(null, array("w", 4, 2), array("b", 2)).layout()).isEqualTo(Layout.keras);
        assertThat(read(null, array("w", 2, 4), array("b", 2)).layout()).isEqualTo(Layout.torch);
    }

    @Test
    void biasesAreFoundByNameOrByOrder() {
        Model named = read(null, array("W0", 4, 3), array("W1", 3, 2), array("b0", 3), array("b1", 2));
        assertThat(named.weights().layers().get(1).biases()).containsExactly(2, 3);
        Model flax = read(
                null,
                array("params/Dense_0/bias", 3),
                array("params/Dense_0/kernel", 3, 3),
                array("params/Dense_1/bias", 3),
                array("params/Dense_1/kernel", 3, 3));
        assertThat(flax.layout()).isEqualTo(Layout.keras);
        assertThat(flax.evidence()).contains("kernel");
        assertThat(flax.skipped()).isEmpty();
        Model unnamed = read(null, array("arr_0", 4, 3), array("arr_1", 3), array("arr_2", 3, 2), array("arr_3", 2));
        assertThat(unnamed.weights().layers().get(0).biases()).containsExactly(5, 6, 7);
    }

    @Test
    void everythingElseIsSkippedAndNamed() {
        Model model = read(
                null,
                array("conv.weight", 8, 1, 3, 3),
                array("conv.bias", 8),
                array("fc.0.weight", 5, 3),
                array("fc.0.bias", 5),
                array("fc.1.weight", 5),
                array("fc.1.bias", 5),
                array("fc.2.weight", 2, 5));
        assertThat(model.weights().layers()).hasSize(2);
        assertThat(model.skipped())
                .containsExactlyInAnyOrder(
                        "conv.weight (f4 8x1x3x3)",
                        "conv.bias (vector 8)",
                        "fc.1.weight (vector 5)",
                        "fc.1.bias (vector 5)");
    }

    @Test
    void openQuestionsAreAsked() {
        assertThatThrownBy(() -> read(null, array("arr_0", 3, 3), array("arr_1", 3, 3)))
                .hasMessageContaining("say --layout torch")
                .hasMessageContaining("m.npz");
        assertThat(read(Layout.keras, array("arr_0", 3, 3)).evidence()).isEqualTo("as asked");
        assertThatThrownBy(() -> read(Layout.torch, array("arr_0", 3, 4), array("arr_1", 4, 5)))
                .hasMessageContaining("arr_1 (4x5) takes 5 inputs, but arr_0 (3x4) gives 3 under --layout torch");
        assertThatThrownBy(() -> read(null, array("a", 3, 4), array("c", 4, 5), array("d", 7, 8)))
                .hasMessageContaining("d (7x8) takes 7 inputs, but c (4x5) gives 5");
        assertThatThrownBy(() -> read(null, array("conv.weight", 2, 2, 2)))
                .hasMessageContaining("no matrix")
                .hasMessageContaining("conv.weight (f4 2x2x2)");
    }

    @Test
    void severalFilesCountInTheirOrder() {
        ArrayFiles.write(folder.resolve("z.npy"), List.of(array("a", 4, 3), array("b", 3, 2)), Map.of());
        Path a = folder.resolve("z.a.npy");
        Path b = folder.resolve("z.b.npy");
        assertThat(ModelReader.read(List.of(a, b), null, List.of()).layout()).isEqualTo(Layout.keras);
        List<Path> turned = new ArrayList<>(List.of(a, b));
        Collections.reverse(turned);
        assertThat(ModelReader.read(turned, null, List.of()).layout()).isEqualTo(Layout.torch);
        assertThat(ModelReader.read(List.of(folder), null, List.of()).names()).containsExactly("z.a", "z.b");
    }

    private Model named(String layers, Array... arrays) {
        Path file = folder.resolve("n.npz");
        ArrayFiles.write(file, List.of(arrays), Map.of());
        return ModelReader.read(List.of(file), null, List.of(layers.split(",")));
    }

    private static final Array[] AUTOENCODER = {
        array("decoder.0.weight", 8, 4),
        array("decoder.2.weight", 6, 8),
        array("encoder.0.weight", 8, 6),
        array("encoder.2.weight", 4, 8)
    };

    /** The alphabet has the decoder first, and shapes allow it: who knows the network says. */
    @Test
    void wordsOrderNothing() {
        assertThatThrownBy(() -> read(null, AUTOENCODER))
                .hasMessageContaining("decoder.0.weight,decoder.2.weight,encoder.0.weight,encoder.2.weight, or"
                        + " encoder.0.weight,encoder.2.weight,decoder.0.weight,decoder.2.weight")
                .hasMessageContaining("--layers NAME,NAME");
        Model model = named("encoder*,decoder*", AUTOENCODER);
        assertThat(model.names())
                .containsExactly("encoder.0.weight", "encoder.2.weight", "decoder.0.weight", "decoder.2.weight");
        assertThat(model.skipped()).isEmpty();
        assertThat(named("encoder.0,encoder.2", AUTOENCODER).skipped())
                .containsExactly("decoder.0.weight (matrix 8x4)", "decoder.2.weight (matrix 6x8)");
        assertThatThrownBy(() -> named("encoder.0,decoder.0", AUTOENCODER)).hasMessageContaining("takes 4 inputs");
        assertThatThrownBy(() -> named("encoder.1", AUTOENCODER))
                .hasMessageContaining("no matrix is called 'encoder.1'; there are decoder.0.weight");
        assertThatThrownBy(() -> named("encoder*,encoder.2", AUTOENCODER)).hasMessageContaining("twice");
    }

    @Test
    void theOnlyOrderThatFitsIsTaken() {
        Model model = read(
                null,
                array("body.0.weight", 5, 7),
                array("body.1.weight", 6, 5),
                array("head.weight", 2, 9),
                array("neck.weight", 9, 6),
                array("stem.weight", 7, 3));
        assertThat(model.names())
                .containsExactly("stem.weight", "body.0.weight", "body.1.weight", "neck.weight", "head.weight");
        assertThat(model.evidence()).endsWith("in the only order that fits the shapes");
        Model keras = read(null, array("out/kernel", 5, 2), array("hidden/kernel", 3, 5));
        assertThat(keras.names()).containsExactly("hidden/kernel", "out/kernel");
        assertThat(keras.layout()).isEqualTo(Layout.keras);
    }

    @ParameterizedTest
    @CsvSource({
        "block.0.attention.self.query.weight, block.1.attention.self.query.weight, attention",
        "h.0.attn.c_attn.weight, h.0.attn.c_proj.weight, attention",
        "blocks.0.attn.qkv.weight, blocks.0.mlp.fc1.weight, attention",
        "0.weight, 0.lora_A.weight, low-rank addition",
        "rnn.weight_ih_l0, rnn.weight_hh_l0, recurrent"
    })
    void whatIsNoChainIsRefusedWhateverItsShapes(String first, String second, String complaint) {
        assertThatThrownBy(() -> read(null, array(first, 4, 4), array(second, 4, 4)))
                .hasMessageContaining(complaint)
                .hasMessageContaining("--layers");
    }

    @Test
    void biasesMayBeColumnsOrRows() {
        Model model = read(null, array("W1", 5, 3), array("W2", 4, 5), array("b1", 5, 1), array("b2", 1, 4));
        assertThat(model.weights().layers()).hasSize(2);
        assertThat(model.weights().layers().get(1).biases()).hasSize(4);
        Model unnamed =
                read(null, array("arr_0", 5, 3), array("arr_1", 5, 1), array("arr_2", 4, 5), array("arr_3", 4, 1));
        assertThat(unnamed.weights().layers()).hasSize(2);
        assertThat(unnamed.weights().layers().get(0).biases()).hasSize(5);
    }

    @Test
    void numbersThatAreNoneAreNamedWithTheirTensor() {
        Array weights = array("0.weight", 3, 2);
        weights.values()[1] = Float.NaN;
        weights.values()[4] = Float.NEGATIVE_INFINITY;
        weights.values()[5] = Float.POSITIVE_INFINITY;
        assertThatThrownBy(() -> read(null, weights))
                .hasMessageContaining("'0.weight' holds 1 NaN and 2 infinite of its 6 numbers");
        Array biases = array("0.bias", 3);
        biases.values()[0] = Float.NaN;
        assertThatThrownBy(() -> read(null, array("0.weight", 3, 2), biases))
                .hasMessageContaining("'0.bias' holds 1 NaN");
    }

    /** Without its middle layer the network would be another one that fits as well. */
    @Test
    void layersOfOtherTypesAreNotLeftOut() throws Exception {
        Path file = folder.resolve("f8.safetensors");
        String header = "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                + "\"2.weight\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,2],\"data_offsets\":[16,20]}}";
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length() + 20).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        Files.write(file, bytes.array());
        assertThatThrownBy(() -> ModelReader.read(List.of(file), null, List.of()))
                .hasMessageContaining("2.weight (F8_E4M3 2x2) holds numbers of a type that is not read");
        assertThat(ModelReader.read(List.of(file), Layout.torch, List.of("0")).skipped())
                .containsExactly("2.weight (F8_E4M3 2x2)");
        Path shard = folder.resolve("model-00001-of-00002.safetensors");
        Files.write(shard, bytes.array());
        assertThatThrownBy(() -> ModelReader.read(List.of(shard), null, List.of()))
                .hasMessageContaining("one of several shards");
    }
}
