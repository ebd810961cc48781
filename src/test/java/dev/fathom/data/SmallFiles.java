package dev.fathom.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Small files in the formats that are read. */
public final class SmallFiles {
    public static final int CIFAR_RECORD = 3073;

    private SmallFiles() {}

    /** An IDX file of any header: the integers, then the bytes. */
    public static byte[] idx(byte[] content, int... header) {
        ByteBuffer file = ByteBuffer.allocate(4 * header.length + content.length);
        for (int integer : header) {
            file.putInt(integer);
        }
        return file.put(content).array();
    }

    public static byte[] images(int count, int rows, int columns) {
        return idx(noise(count * rows * columns), 0x803, count, rows, columns);
    }

    /** Labels 0, 1, 2, 0, 1, 2, ... */
    public static byte[] labels(int count) {
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++) {
            labels[i] = (byte) (i % 3);
        }
        return idx(labels, 0x801, count);
    }

    public static byte[] cifar(int records) {
        byte[] file = noise(records * CIFAR_RECORD);
        for (int i = 0; i < records; i++) {
            file[i * CIFAR_RECORD] = (byte) (i % 10);
        }
        return file;
    }

    public static String csv(int rows) {
        StringBuilder text = new StringBuilder("height,label,weight\n");
        for (int i = 0; i < rows; i++) {
            text.append(i)
                    .append(i % 2 == 0 ? ",cat," : ",dog,")
                    .append(-0.5 * i)
                    .append('\n');
        }
        return text.toString();
    }

    public static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(1).nextBytes(noise);
        return noise;
    }

    public static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
    }

    /** The four files of MNIST: 12 training and 6 test images of 2 x 3 pixels. */
    public static void mnist(Path folder) throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte"), images(12, 2, 3));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(12));
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(6, 2, 3));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(6));
    }

    public static void cifarFolder(Path folder) throws IOException {
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_" + i + ".bin"), cifar(3));
        }
        Files.write(folder.resolve("test_batch.bin"), cifar(2));
    }
}
