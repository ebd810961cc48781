package dev.fathom.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetsTest {
    @TempDir
    Path folder;

    @Test
    void digitsAreBalancedAndStandardized() {
        Dataset digits = Datasets.open(Datasets.DEFAULT, folder);
        assertThat(members(digits.train(), 10)).containsOnly(1200);
        assertThat(members(digits.test(), 10)).containsOnly(200);
        assertThat(digits.train().width()).isEqualTo(784);
        assertThat(digits.train().features()).hasSize(12_000 * 784);
        assertStandardized(digits.train().features(), 1e-4);
        assertThat(mean(digits.test().features())).isCloseTo(0, within(0.05)).isNotCloseTo(0, within(1e-6));
        assertThat(digits.name()).isEqualTo("digits");
    }

    @ParameterizedTest
    @CsvSource({"mnist,-,", "fashion,-,.gz", "mnist,.,", "fashion,.,.gz"})
    void folderOfFourFiles(String kind, String join, String end) throws IOException {
        SmallFiles.mnist(folder);
        for (Path file : Files.list(folder).toList()) {
            String name = file.getFileName().toString().replace("-idx", join + "idx") + (end == null ? "" : end);
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);
            Files.write(folder.resolve(name), end == null ? content : SmallFiles.gzip(content));
        }
        Dataset data = Datasets.open(kind + ":" + folder, Path.of("elsewhere"));
        assertPixels(data.train(), SmallFiles.noise(72));
        assertThat(data.test().samples()).isEqualTo(6);
        assertThat(labels(data.train())).startsWith(0, 1, 2, 0, 1, 2).hasSize(12);
        assertThat(data.train().targets().outputs()).isEqualTo(10);
        assertStandardized(data.train().features(), 1e-6);
    }

    @Test
    void idxSetsTheLastSixthAside() throws IOException {
        Files.write(folder.resolve("a"), SmallFiles.images(12, 2, 3));
        Files.write(folder.resolve("b"), SmallFiles.labels(12));
        Dataset data = Datasets.open("idx:a,b", folder);
        assertPixels(data.train(), Arrays.copyOf(SmallFiles.noise(72), 60));
        assertThat(labels(data.test())).containsExactly(1, 2);
        assertThat(data.test().targets().outputs()).isEqualTo(3);
        Dataset four = Datasets.open("idx:a,b,a,b", folder);
        assertThat(four.test().features()).isEqualTo(four.train().features()).hasSize(72);
    }

    @Test
    void cifarReadsFiveBatchesAndATest() throws IOException {
        SmallFiles.cifarFolder(folder);
        Dataset data = Datasets.open("cifar10:.", folder);
        assertThat(data.train().width()).isEqualTo(3072);
        assertThat(labels(data.train())).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
        assertThat(labels(data.test())).containsExactly(0, 1);
        byte[] first = Arrays.copyOfRange(SmallFiles.cifar(1), 1, SmallFiles.CIFAR_RECORD);
        float[] features = Arrays.copyOf(data.train().features(), 3072);
        assertPixels(new Part(features, 3072, new Targets.Classes(new int[1], 2)), first);
        assertStandardized(data.train().features(), 1e-5);
    }

    @Test
    void csvStandardizesEachColumn() throws IOException {
        Files.writeString(folder.resolve("a.csv"), SmallFiles.csv(20));
        Dataset data = Datasets.open("csv:a.csv,test=0.25", folder);
        assertThat(data.train().samples()).isEqualTo(15);
        assertThat(data.test().samples()).isEqualTo(5);
        float[] features = data.train().features();
        float[] heights = new float[15];
        for (int i = 0; i < heights.length; i++) {
            heights[i] = features[2 * i];
            assertThat(features[2 * i + 1]).isCloseTo(-features[2 * i], within(1e-6f));
        }
        assertStandardized(heights, 1e-6);
    }

    /** One table in the ways that programs write it: every one gives the same numbers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "; | true | csv:a.csv",
                "tab | true | csv:a.csv,label=label",
                ", | false | csv:a.csv,header=no,label=last",
                "; | false | csv:a.csv,header=no,label=1",
                ", | false | csv:a.csv,header=no,label=-1",
            })
    void csvIsReadAsProgramsWriteIt(String separator, boolean header, String spec) throws IOException {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            plain.append(i * 0.5).append(',').append(1 + i % 3).append('\n');
        }
        Files.writeString(folder.resolve("b.csv"), "x,label\n" + plain);
        String text = ((header ? "x,label\n" : "") + plain).replace(",", separator.equals("tab") ? "\t" : separator);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("a.csv")))) {
            out.write(text.getBytes(StandardCharsets.UTF_8)); // told by its bytes, not its name
        }
        Dataset read = Datasets.open(spec, folder);
        Dataset comma = Datasets.open("csv:b.csv", folder);
        assertThat(read.train().features()).isEqualTo(comma.train().features());
        assertThat(labels(read.train())).isEqualTo(labels(comma.train()));
        assertThat(read.test().features()).isEqualTo(comma.test().features());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.25 | csv:a.csv | true",
                "1.0 | csv:a.csv | true",
                "1.0 | csv:a.csv,label=label | false",
                "2 | csv:a.csv | false",
                "2 | csv:a.csv,target=label | true",
            })
    void csvTakesFractionsForValues(String unit, String spec, boolean values) throws IOException {
        StringBuilder text = new StringBuilder("x,label\n");
        for (int i = 0; i < 20; i++) {
            text.append(i)
                    .append(',')
                    .append(i % 2 == 0 ? unit : unit.contains(".") ? "3.0" : "3")
                    .append('\n');
        }
        Files.writeString(folder.resolve("a.csv"), text);
        Targets targets = Datasets.open(spec, folder).train().targets();
        if (values) {
            assertThat(((Targets.Values) targets).values()).containsOnly(Float.parseFloat(unit), 3);
        } else {
            assertThat(((Targets.Classes) targets).count()).isEqualTo(2);
        }
    }

    @Test
    void csvNumbersClassesInOrderOfTheirLabels() throws IOException {
        Files.writeString(folder.resolve("a.csv"), "\ufeffx,kind,same\r\n1,10,7\r\n2,9,7\r\n3,10,7\r\n4,9,7\r\n");
        Dataset data = Datasets.open("csv:a.csv,label=kind", folder);
        float[] features = data.train().features();
        int[] labels = labels(data.train());
        for (int i = 0; i < 3; i++) {
            assertThat(features[2 * i + 1]).isZero();
        }
        assertThat(labels).containsOnly(0, 1);
        assertThat(data.train().targets().outputs()).isEqualTo(2);
        int lone = labels(data.test())[0];
        assertThat(Arrays.stream(labels).filter(label -> label == lone).count()).isEqualTo(1);
    }

    @Test
    void gaussianClassesAreBalancedAndSeparable() {
        Dataset data = Datasets.open("gaussian:classes=4,samples=1200", folder);
        assertThat(members(data.train(), 4)).containsOnly(250);
        assertThat(data.train().width()).isEqualTo(64);
        assertThat(mean(data.train().features())).isCloseTo(0, within(0.1));
        assertThat(nearestMeanAccuracy(data)).isGreaterThan(0.95);
    }

    @Test
    void teacherTargetsHaveUnitVariance() {
        Dataset data = Datasets.open("teacher:features=8,samples=600", folder);
        Targets.Values targets = (Targets.Values) data.train().targets();
        assertThat(targets.width()).isEqualTo(1);
        assertThat(targets.values()).hasSize(500);
        assertStandardized(targets.values(), 1e-5);
        assertThat(mean(data.train().features())).isCloseTo(0, within(0.1));
        assertThat(data.test().samples()).isEqualTo(100);
    }

    /** The deviation of a mean of n independent numbers is 1/√n, of a product of two as well: five of these are allowed. */
    @Test
    void noiseTellsNothingOfItsTargets() {
        Dataset data = Datasets.open("noise:features=8,samples=6000", folder);
        float[] x = data.train().features();
        float[] y = ((Targets.Values) data.train().targets()).values();
        assertThat(y).hasSize(5000);
        assertThat(data.test().samples()).isEqualTo(1000);
        double allowed = 5 / Math.sqrt(5000);
        assertStandardized(y, Math.sqrt(2) * allowed);
        for (int j = 0; j < 8; j++) {
            double covariance = 0;
            for (int i = 0; i < y.length; i++) {
                covariance += x[i * 8 + j] * y[i] / y.length;
            }
            assertThat(covariance).isCloseTo(0, within(allowed));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaussian", "teacher", "noise", "digits"})
    void theSameEveryTime(String spec) {
        Dataset once = Datasets.open(spec, folder);
        Dataset again = Datasets.open(spec, folder);
        assertThat(again.train().features()).isEqualTo(once.train().features());
        assertThat(again.test().features()).isEqualTo(once.test().features());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nonsense | cifar10:DIR csv:FILE",
                "'' | digits mnist:DIR",
                "Digits | found \"Digits\"",
                "digits:x=1 | no options",
                "mnist | a folder after the colon",
                "mnist: | a folder after the colon",
                "idx:a | two or four files",
                "csv: | a file after the colon",
                "csv:a,tset=0.1 | options label=, target=, header=, test=",
                "csv:a,test=0 | between 0 and 1",
                "csv:a,test=NaN | between 0 and 1",
                "csv:a,test=x | between 0 and 1",
                "csv:a,test=0.1,test=0.2 | one test=",
                "gaussian:classes=1 | an integer from 2 to 1000",
                "gaussian:classes=10,samples=19 | an integer from 20",
                "gaussian:features=x | found \"x\"",
                "gaussian:features=16384,samples=9000000 | at most 2^28 values",
                "teacher:depth=0 | an integer from 1 to 64",
                "teacher:depth | options features=, width=, depth=, samples=",
                "mnist:nowhere | no such folder",
                "mnist:. | no such file",
                "cifar10:nowhere | cifar-10-binary.tar.gz",
                "csv:nowhere.csv | expected a file, found nothing",
                "csv:. | found a folder",
                "'idx:a\0,b' | correct the path",
            })
    void specificationsThatCannotBeOpened(String spec, String part) {
        Assertions.assertThatThrownBy(() -> Datasets.open(spec, folder))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(part)
                .hasMessageNotContaining("\n");
    }

    private static int[] labels(Part part) {
        return ((Targets.Classes) part.targets()).labels();
    }

    private static int[] members(Part part, int classes) {
        int[] members = new int[classes];
        for (int label : labels(part)) {
            members[label]++;
        }
        return members;
    }

    /** Features are an increasing linear function of the pixels: the distances of two pairs have one ratio. */
    private static void assertPixels(Part part, byte[] pixels) {
        float[] features = part.features();
        assertThat(features).hasSize(pixels.length);
        double slope = (features[1] - features[0]) / ((pixels[1] & 0xff) - (pixels[0] & 0xff));
        assertThat(slope).isPositive();
        for (int i = 0; i < pixels.length; i++) {
            double expected = features[0] + slope * ((pixels[i] & 0xff) - (pixels[0] & 0xff));
            assertThat((double) features[i]).isCloseTo(expected, within(1e-4));
        }
    }

    private static void assertStandardized(float[] values, double tolerance) {
        double mean = mean(values);
        double variance = 0;
        for (float value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }
        assertThat(mean).isCloseTo(0, within(tolerance));
        assertThat(variance).isCloseTo(1, within(tolerance));
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double nearestMeanAccuracy(Dataset data) {
        int width = data.train().width();
        double[][] means = new double[data.train().targets().outputs()][width];
        int[] train = labels(data.train());
        for (int i = 0; i < train.length; i++) {
            for (int j = 0; j < width; j++) {
                means[train[i]][j] += data.train().features()[i * width + j] * means.length / (double) train.length;
            }
        }
        int[] test = labels(data.test());
        int right = 0;
        for (int i = 0; i < test.length; i++) {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int c = 0; c < means.length; c++) {
                double distance = 0;
                for (int j = 0; j < width; j++) {
                    double difference = data.test().features()[i * width + j] - means[c][j];
                    distance += difference * difference;
                }
                if (distance < least) {
                    least = distance;
                    best = c;
                }
            }
            right += best == test[i] ? 1 : 0;
        }
        return (double) right / test.length;
    }
}
