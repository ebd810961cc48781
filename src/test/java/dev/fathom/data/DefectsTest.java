package dev.fathom.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every defect of a file is told in one line: where, what was expected, what was found. */
class DefectsTest {
    private static final byte[] LABELS = SmallFiles.labels(12);
    private static final byte[] IMAGES = SmallFiles.images(12, 2, 3);

    @TempDir
    Path folder;

    static Stream<Arguments> imageDefects() throws IOException {
        byte[] packed = SmallFiles.gzip(IMAGES);
        byte[] flipped = packed.clone();
        flipped[packed.length - 6] ^= 1;
        return Stream.of(
                arguments(new byte[0], "images: expected data, found an empty file"),
                arguments(new byte[3], "images: byte 3: expected 4 bytes of magic number from byte 0"),
                arguments(
                        LABELS, "images: byte 0: expected magic number 00000803 (images), found magic number 00000801"),
                arguments(SmallFiles.idx(IMAGES, 0xd03), "found magic number 00000d03; name an IDX file of bytes"),
                arguments(Arrays.copyOf(IMAGES, 10), "images: byte 10: expected 12 bytes of sizes from byte 4"),
                arguments(Arrays.copyOf(IMAGES, 80), "images: byte 80: expected 72 bytes of pixels from byte 16"),
                arguments(Arrays.copyOf(IMAGES, 89), "images: byte 88: expected the end of the file, found trailing"),
                arguments(SmallFiles.images(11, 2, 3), "labels: byte 4: expected 11 labels as"),
                arguments(SmallFiles.idx(new byte[0], 0x803, 0, 2, 3), "byte 4: expected at least one of images"),
                arguments(SmallFiles.idx(new byte[0], 0x803, 12, 0, 3), "byte 8: expected at least one of rows"),
                arguments(SmallFiles.idx(new byte[0], 0x803, 12, 2, 0), "byte 12: expected at least one of columns"),
                arguments(SmallFiles.idx(new byte[9], 0x803, -1, -1, -1), "4294967295 images of 4294967295 x 429496"),
                arguments(
                        SmallFiles.idx(new byte[9], 0x803, 1 << 20, 45, 45),
                        "pixels from byte 16, found the end after 9"),
                arguments(SmallFiles.idx(new byte[72], 0x803, 12, 2, 3), "contrast, found all pixels equal"),
                arguments(Arrays.copyOf(packed, 5), "byte 0: expected intact gzip data"),
                arguments(
                        Arrays.copyOf(packed, packed.length / 2),
                        "expected intact gzip data, found a truncated stream"),
                arguments(flipped, "expected intact gzip data, found a corrupt stream"));
    }

    @ParameterizedTest
    @MethodSource("imageDefects")
    void images(byte[] images, String part) throws IOException {
        assertDefect("idx:images,labels", part, images, LABELS);
    }

    static Stream<Arguments> labelDefects() {
        return Stream.of(
                arguments(
                        IMAGES, "labels: byte 0: expected magic number 00000801 (labels), found magic number 00000803"),
                arguments(Arrays.copyOf(LABELS, 19), "labels: byte 19: expected 12 bytes of labels from byte 8"),
                arguments(Arrays.copyOf(LABELS, 21), "labels: byte 20: expected the end of the file"),
                arguments(SmallFiles.labels(13), "images has images, found 13; name the labels that belong"),
                arguments(SmallFiles.idx(new byte[12], 0x801, 12), "expected at least two classes, found 1"),
                arguments(SmallFiles.idx(new byte[12], 0x801, -1), "found 4294967295"));
    }

    @ParameterizedTest
    @MethodSource("labelDefects")
    void labels(byte[] labels, String part) throws IOException {
        assertDefect("idx:images,labels", part, IMAGES, labels);
    }

    @Test
    void trainingPartOfASingleClass() throws IOException {
        byte[] sorted = new byte[12];
        Arrays.fill(sorted, 10, 12, (byte) 1);
        assertDefect("idx:images,labels", "found only class 0", IMAGES, SmallFiles.idx(sorted, 0x801, 12));
    }

    @Test
    void tooFewImagesToSetAsixthAside() throws IOException {
        assertDefect("idx:images,labels", "at least 6 images", SmallFiles.images(5, 2, 3), SmallFiles.labels(5));
    }

    @Test
    void testPartOfOtherShapeOrClasses() throws IOException {
        Files.write(folder.resolve("wide"), SmallFiles.images(12, 2, 4));
        Files.write(folder.resolve("more"), SmallFiles.idx(new byte[] {0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0}, 0x801, 12));
        assertDefect("idx:images,labels,wide,labels", "test samples of 6 features", IMAGES, LABELS);
        assertDefect("idx:images,labels,images,more", "byte 11: expected a label from 0 to 2, found 3", IMAGES, LABELS);
    }

    @Test
    void mnistLabelOutOfRange() throws IOException {
        SmallFiles.mnist(folder);
        byte[] labels = SmallFiles.labels(6);
        labels[9] = 10;
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels);
        assertDefect(
                "mnist:.", "t10k-labels-idx1-ubyte: byte 9: expected a label from 0 to 9, found 10", IMAGES, LABELS);
    }

    static Stream<Arguments> cifarDefects() {
        byte[] label = SmallFiles.cifar(3);
        label[SmallFiles.CIFAR_RECORD] = 77;
        return Stream.of(
                arguments(new byte[0], "data_batch_3.bin: expected data, found an empty file"),
                arguments(Arrays.copyOf(label, 100), "byte 0: expected whole records of 3073 bytes, found 100 bytes"),
                arguments(Arrays.copyOf(label, 3074), "byte 3073: expected whole records of 3073 bytes, found 1 bytes"),
                arguments(label, "byte 3073: expected a label from 0 to 9, found 77"),
                arguments(new byte[30_730_001], "byte 30730000: expected the end of the file, found trailing bytes"));
    }

    @ParameterizedTest
    @MethodSource("cifarDefects")
    void cifar(byte[] batch, String part) throws IOException {
        SmallFiles.cifarFolder(folder);
        Files.write(folder.resolve("data_batch_3.bin"), batch);
        assertDefect("cifar10:.", part, IMAGES, LABELS);
    }

    static Stream<Arguments> csvDefects() {
        String many = IntStream.range(0, 1001).mapToObj(i -> "1," + i + "\n").reduce("x,label\n", String::concat);
        return Stream.of(
                arguments("", "a.csv: expected a header line, found an empty file"),
                arguments("a,b\n1,2\n", "a.csv:1:1: expected a column \"label\" of labels, found columns [a, b]"),
                arguments("label\nx\n", "a.csv:1:1: expected columns of numbers, found only the labels"),
                arguments("a,label\n", "found 0 rows"),
                arguments("a,label\n1,x\n2,y\n", "found 2 rows"),
                arguments(
                        "label,a,b\nx,1,2\nx,1,NaN\n",
                        "a.csv:3:3: expected a finite number in column \"b\", found \"NaN\""),
                arguments("label,a\nx,-Infinity\n", "a.csv:2:2: expected a finite number"),
                arguments("label,a\nx,1e99\n", "a.csv:2:2: expected a finite number"),
                arguments("label,a\nx,0x1p3\n", "found \"0x1p3\""),
                arguments("label,a\nx,\"two\nlines\"\n", "a.csv:2:2: expected a finite number"),
                arguments("label,a\nx,\n", "a.csv:2:2: expected a finite number in column \"a\", found an empty cell"),
                arguments("label,a\n ,1\n", "a.csv:2:1: expected a label, found an empty cell"),
                arguments("label,a\nx,1\n\ny,1,2\n", "a.csv:4:3: expected 2 cells as in the header, found 3"),
                arguments("label,a\nx\n", "a.csv:2:2: expected 2 cells as in the header, found 1"),
                arguments("label,a\n\"x\"y,1\n", "a.csv:2:1: expected a CSV row"),
                arguments(
                        "label,a\nx,1\nx,2\nx,3\nx,4\n",
                        "a.csv: expected labels of at least two classes, found only \"x\""),
                arguments(
                        "label,b,label\n0,1,0\n",
                        "a.csv:1:3: expected a name for each column, found \"label\" of column 1 again"),
                arguments("0.5,1,2\n1,2,3\n", "a.csv:1:1: expected names of columns in the first line, found numbers"),
                arguments("5.1,3.5,Iris\n1,2,x\n", "header=no"),
                arguments("label\ta\nx\ty\n", "a.csv:2:2: expected a finite number in column \"a\", found \"y\""),
                arguments(many, "at most 1000 classes, found 1001"));
    }

    @ParameterizedTest
    @MethodSource("csvDefects")
    void csv(String text, String part) throws IOException {
        Files.write(folder.resolve("a.csv"), text.getBytes(StandardCharsets.UTF_8));
        assertDefect("csv:a.csv", part, IMAGES, LABELS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "csv:a.csv,header=no | the labels' place among 3 columns",
                "csv:a.csv,header=no,label=3 | number from 0 to 2",
                "csv:a.csv,header=maybe | header=yes or header=no",
                "csv:a.csv,label=a,target=b | found both",
                "csv:a.csv,header=no,target=last | a.csv:1:3: expected a finite number in column \"2\", found \"x\"",
            })
    void csvOptions(String spec, String part) throws IOException {
        Files.writeString(folder.resolve("a.csv"), "1,2,x\n2,3,y\n3,4,x\n4,5,y\n5,6,x\n6,7,y\n");
        assertDefect(spec, part, IMAGES, LABELS);
    }

    static List<Arguments> misfits() {
        Targets labels = new Targets.Classes(new int[] {0, 1}, 2);
        return List.of(
                arguments("no sample", (Runnable) () -> new Part(new float[0], 1, new Targets.Classes(new int[0], 2))),
                arguments("part row", (Runnable) () -> new Part(new float[3], 2, labels)),
                arguments("missing target", (Runnable) () -> new Part(new float[3], 1, labels)),
                arguments("not finite", (Runnable) () -> new Part(new float[] {0, Float.NaN}, 1, labels)),
                arguments("value", (Runnable) () -> new Targets.Values(new float[] {Float.NEGATIVE_INFINITY}, 1)),
                arguments("one class", (Runnable) () -> new Targets.Classes(new int[2], 1)),
                arguments("negative", (Runnable) () -> new Targets.Classes(new int[] {-1}, 2)),
                arguments("kinds", (Runnable) () -> new Dataset(
                        "d",
                        new Part(new float[2], 1, labels),
                        new Part(new float[2], 1, new Targets.Values(new float[2], 1)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misfits")
    void records(String name, Runnable misfit) {
        assertThatThrownBy(misfit::run).isInstanceOf(DataException.class).hasMessageContaining("expected");
    }

    private void assertDefect(String spec, String part, byte[] images, byte[] labels) throws IOException {
        Files.write(folder.resolve("images"), images);
        Files.write(folder.resolve("labels"), labels);
        assertThatThrownBy(() -> Datasets.open(spec, folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(part)
                .hasMessageMatching("[^\\n\\r]+: expected [^\\n\\r]+, found [^\\n\\r]+; [^\\n\\r]+");
    }
}
