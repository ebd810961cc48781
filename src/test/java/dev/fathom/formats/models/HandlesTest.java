package dev.fathom.formats.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.formats.OpenArrays;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A model file that cannot be read is let go of: what is left open cannot be removed on some systems. */
class HandlesTest {
    private static final Path HANDLES = Path.of("/proc/self/fd");

    @TempDir
    Path folder;

    private long open() throws IOException {
        assumeTrue(Files.isDirectory(HANDLES), "needs /proc to see what is open");
        try (Stream<Path> handles = Files.list(HANDLES)) {
            return handles.filter(this::isOurs).count();
        }
    }

    private boolean isOurs(Path handle) {
        try {
            Path to = Files.readSymbolicLink(handle);
            return to.startsWith(folder) || to.getFileName().toString().matches("fathom\\d+\\.h5.*");
        } catch (IOException e) {
            return false; // the listing's own, gone by now
        }
    }

    private byte[] hdf5() throws IOException {
        Path whole = folder.resolve("whole.h5");
        try (WritableHdfFile hdf = HdfFile.write(whole)) {
            hdf.putGroup("layers").putDataset("kernel", new float[][] {{1, 2, 3}, {4, 5, 6}});
        }
        byte[] bytes = Files.readAllBytes(whole);
        Files.delete(whole);
        return bytes;
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }

    /** Read whole or refused, by cuts and by changed bytes: nothing of it stays open. */
    @ParameterizedTest
    @ValueSource(strings = {"m.h5", "m.keras", "m.pt", "m.safetensors", "m.onnx"})
    void nothingStaysOpen(String name) throws IOException {
        byte[] whole = switch (name) {
            case "m.h5" -> hdf5();
            case "m.keras" -> zip(KerasFile.WEIGHTS, hdf5());
            case "m.pt" -> zip("m/data.pkl", new byte[] {(byte) 0x80, 2, '}', '.'});
            case "m.onnx" -> new byte[] {8, 8, 58, 4, 42, 2, 8, 3};
            default ->
                ByteBuffer.allocate(80)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .putLong(60)
                        .put("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}    "
                                .getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                        .array();
        };
        Random random = new Random(5);
        int refused = 0;
        for (int i = 0; i < 60; i++) {
            byte[] damaged = i % 2 == 0 ? java.util.Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int change = 0; i % 2 == 1 && change < 8 && damaged.length > 0; change++) {
                damaged[random.nextInt(Math.min(damaged.length, 120))] = (byte) random.nextInt(256);
            }
            Path file = Files.write(folder.resolve(name), damaged);
            try (OpenArrays arrays = ModelFiles.open(List.of(file))) {
                assertThat(arrays).isNotNull();
            } catch (IllegalArgumentException | IOException e) {
                refused++;
            }
            assertThat(open()).as("after damage " + i).isZero();
        }
        assertThat(refused).as("damaged files that were refused").isPositive();
    }

    @Test
    void aWholeFileIsReadAndClosed() throws IOException {
        Path file = Files.write(folder.resolve("whole-again.h5"), hdf5());
        try (OpenArrays arrays = ModelFiles.open(List.of(file))) {
            assertThat(arrays.arrays()).hasSize(1);
            assertThat(open()).isPositive();
        }
        assertThat(open()).isZero();
    }
}
