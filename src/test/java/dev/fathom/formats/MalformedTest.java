package dev.fathom.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.formats.models.ModelFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged and hostile files: one line that names the file, and no more memory than the file has bytes. */
class MalformedTest {
    @TempDir
    Path folder;

    private static final List<Array> ARRAYS = List.of(
            new Array("0.weight", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}),
            new Array("0.bias", List.of(2), new float[] {7, 8}));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[4503599627370496],\"data_offsets\":[0,8]}} | asks for others",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} | impossible shape",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,1152921504606846976]}} | damaged or cut off",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} | damaged or cut off",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}} | impossible shape",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | asks for others",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}} | lacks a dtype",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2]}} | lacks a dtype",
                "{\"w\":[]} | lacks a dtype",
                "{\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | overlap",
                "{\"w\":1,\"w\":2} | not JSON",
                "[1,2] | not a JSON object",
                "{\"w\": | not JSON"
            })
    void safetensorsHeaders(String header, String complaint) throws IOException {
        Path file = safetensors(header.length(), header, 8);
        assertThatThrownBy(() -> ModelFiles.read(List.of(file), h -> true))
                .isInstanceOf(FormatException.class)
                .hasMessageStartingWith(file.toString())
                .hasMessageContaining(complaint)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 60, -1, 0, Long.MIN_VALUE, 1000})
    void safetensorsHeaderLengths(long length) throws IOException {
        Path file = safetensors(length, "{}", 8);
        assertThatThrownBy(() -> ModelFiles.read(List.of(file), h -> true))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("not a safetensors file, or cut off");
    }

    private Path safetensors(long length, String header, int data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length).put(json);
        return Files.write(folder.resolve("bad.safetensors"), bytes.array());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(4503599627370496,) | more than half of the memory",
                "(9999999999, 9999999999) | impossible shape",
                "(3,) | ends before its last number",
                "None | has no shape"
            })
    void npyHeaders(String shape, String complaint) throws IOException {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        bytes.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        Path file = Files.write(folder.resolve("bad.npy"), bytes.array());
        assertThatThrownBy(() -> ModelFiles.read(List.of(file), h -> true))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(complaint);
    }

    /** Every byte of a small file replaced by some others, and every length cut off: read, or refused in one line. */
    @ParameterizedTest
    @ValueSource(strings = {"w.safetensors", "w.npz", "w.npy"})
    void noDamageEscapes(String name) throws IOException {
        Path file =
                ArrayFiles.write(folder.resolve(name), ARRAYS, Map.of("a", "b")).get(0);
        byte[] good = Files.readAllBytes(file);
        int refused = 0;
        for (int i = 0; i < good.length; i++) {
            for (int other : new int[] {0xff, good[i] ^ 1}) {
                byte[] bad = good.clone();
                bad[i] = (byte) other;
                refused += refused(file, bad);
            }
            refused += refused(file, Arrays.copyOf(good, i));
        }
        assertThat(refused).isGreaterThan(good.length); // at least the cuts
    }

    private static int refused(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try {
            ModelFiles.read(List.of(file), header -> true);
            return 0;
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage().lines().count()).isEqualTo(1);
            return 1;
        }
    }

    @Test
    void missingFiles() {
        for (String name : List.of("no.safetensors", "no.npz", "no.npy", "no.bin", "no")) {
            assertThatThrownBy(() -> ModelFiles.read(List.of(folder.resolve(name)), h -> true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no");
        }
    }
}
