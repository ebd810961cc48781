package dev.fathom.formats.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.Python;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFile;
import dev.fathom.formats.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that the libraries themselves wrote hold what the libraries say they hold, number for number. */
class LibraryFilesTest {
    @TempDir
    Path folder;

    @Test
    void ofPyTorch() throws Exception {
        Python.runWith(Python.require("torch"), "models/write_torch.py", folder);
        assertThat(compareAll()).isEqualTo(10);
        ArrayFile checkpoint = read("checkpoint.bin");
        assertThat(checkpoint.ordered()).isTrue();
        assertThat(checkpoint.arrays().get(0).name()).isEqualTo("zeta.weight");
        assertThat(checkpoint.others())
                .extracting(Array.Header::toString)
                .containsExactly("norm.num_batches_tracked (I64)", "optimizer (state of an optimizer)");
        assertThat(read("types.pt").others())
                .extracting(Array.Header::toString)
                .containsExactly("whole (I64 4x6)", "truth (BOOL 4x6)");
        for (String whole : List.of("module.pt", "old-module.pt", "script.pt")) {
            assertThatThrownBy(() -> read(whole))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("save model.state_dict()")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void ofKerasAndOthers() throws Exception {
        Python.runWith(Python.require("keras", "h5py", "onnx", "safetensors", "jax"), "models/write_others.py", folder);
        assertThat(compareAll()).isEqualTo(11);
        assertThat(read("keras3.keras").arrays())
                .extracting(Array::name)
                .startsWith("zeta/kernel", "zeta/bias", "norm/gamma")
                .endsWith("middle/bias", "alpha/kernel", "alpha/bias");
        assertThat(read("shapes.keras").arrays())
                .extracting(Array::name)
                .contains(
                        "multi_head_attention/query_dense/kernel",
                        "multi_head_attention/output_dense/bias",
                        "norm/gamma",
                        "convolution/kernel",
                        "lstm/cell/recurrent_kernel");
        ArrayFile onnx = read("net.onnx");
        assertThat(onnx.arrays()).extracting(Array::name).containsExactly("zfirst", "bias", "second");
        assertThat(onnx.metadata()).containsEntry("layout", "torch");
        assertThat(onnx.others()).extracting(Array.Header::toString).containsExactly("steps (I64 3)");
        Files.delete(folder.resolve("beside.data"));
        assertThatThrownBy(() -> read("beside.onnx")).hasMessageContaining("beside.data, which is missing");
        Files.delete(folder.resolve("folder/model-00002-of-00002.safetensors"));
        assertThatThrownBy(() -> read("folder")).hasMessageContaining("model-00002-of-00002.safetensors is missing");
    }

    private ArrayFile read(String name) {
        return ModelFiles.read(List.of(folder.resolve(name)), header -> true);
    }

    /** Each file against the text beside it; answers how many there were. */
    private int compareAll() throws IOException {
        List<Path> texts = new ArrayList<>();
        try (var files = Files.list(folder)) {
            files.filter(f -> f.toString().endsWith(".txt")).forEach(texts::add);
        }
        for (Path text : texts) {
            String name = text.getFileName().toString().replaceAll("\\.txt$", "");
            Map<String, Array> read = new LinkedHashMap<>();
            read(name).arrays().forEach(array -> read.put(array.name(), array));
            List<String> lines = Files.readAllLines(text);
            assertThat(read.keySet())
                    .as(name)
                    .containsExactlyInAnyOrderElementsOf(
                            lines.stream().map(line -> line.split("\\|")[0]).toList());
            for (String line : lines) {
                String[] parts = line.split("\\|", -1);
                Array array = read.get(parts[0]);
                assertThat(array.shape()).as(line).isEqualTo(integers(parts[1]));
                assertThat(array.values()).as(name + " " + parts[0]).containsExactly(floats(parts[2]));
            }
        }
        return texts.size();
    }

    private static List<Integer> integers(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split("x")).map(Integer::valueOf).toList();
    }

    private static float[] floats(String text) {
        String[] words = text.isBlank() ? new String[0] : text.split(" ");
        float[] values = new float[words.length];
        for (int i = 0; i < words.length; i++) {
            values[i] = (float) Double.parseDouble(words[i]);
        }
        return values;
    }
}
