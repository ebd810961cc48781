package dev.fathom.formats.models;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.formats.FormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no models say what they are, under whatever name. */
class SignatureTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m.safetensors | version https://git-lfs.github.com/spec/v1 oid | Git LFS pointer",
                "m.npz | version https://git-lfs.github.com/spec/v1 | git lfs pull",
                "m.bin | <!DOCTYPE html><html> | HTML page",
                "m.onnx | <HTML><head> | HTML page",
                "m.h5 | <?xml version=1.0?> | XML document",
                "m.npy | '' | is empty",
                "m.pt | '' | is empty",
                "m.gguf | GGUF | GGUF",
                "m.pth | words | neither a zip archive nor a pickle",
                "m.h5 | words | not an HDF5 file",
                "m.onnx | words | not an ONNX model",
                "model.index.json | words | not JSON",
                "model.json | {} | no weight_map",
                "m.txt | words | a model ends in"
            })
    void texts(String name, String content, String complaint) throws IOException {
        refused(name, content.getBytes(StandardCharsets.US_ASCII), complaint);
    }

    @Test
    void archives() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(1);
        }
        refused("m.safetensors", packed.toByteArray(), "packed by gzip");
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(zipped)) {
            zip.putNextEntry(new ZipEntry("readme.txt"));
        }
        refused("m.bin", zipped.toByteArray(), "of no model");
    }

    /** Pickles that would run a program, or that the reader has no word for; none is run, all are named. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cposix\nsystem\n(S'touch owned'\ntR.",
                "cbuiltins\neval\n(S'1'\ntR.",
                "c__main__\nNet\n)R.",
                "(ios\nsystem\n."
            })
    void pickles(String code) throws IOException {
        byte[] body = ("\u0080\2" + code).getBytes(StandardCharsets.ISO_8859_1);
        refused("m.pt", body, code.startsWith("(") ? "the pickle instruction" : "holds an object of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../x.safetensors", "/etc/passwd"})
    void shardsLieBesideTheirIndex(String shard) throws IOException {
        String index = "{\"weight_map\": {\"a\": \"" + shard + "\"}}";
        refused("model.safetensors.index.json", index.getBytes(StandardCharsets.US_ASCII), "in no file of this folder");
    }

    private void refused(String name, byte[] content, String complaint) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        assertThatThrownBy(() -> ModelFiles.read(List.of(file), header -> true))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(complaint)
                .hasMessageNotContaining("\n");
    }
}
