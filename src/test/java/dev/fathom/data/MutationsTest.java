package dev.fathom.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files give a dataset or a {@link DataException}, never anything else: 2,000 seeded mutations. */
class MutationsTest {
    private static final int MUTATIONS = 400;

    @TempDir
    Path folder;

    @BeforeEach
    void intact() throws IOException {
        SmallFiles.mnist(folder);
        SmallFiles.cifarFolder(folder);
    }

    @Test
    void images() throws IOException {
        mutate("mnist:.", "train-images-idx3-ubyte", SmallFiles.images(12, 2, 3));
    }

    @Test
    void labels() throws IOException {
        mutate("mnist:.", "t10k-labels-idx1-ubyte", SmallFiles.labels(6));
    }

    @Test
    void packedImages() throws IOException {
        mutate("mnist:.", "train-images-idx3-ubyte", SmallFiles.gzip(SmallFiles.images(12, 2, 3)));
    }

    @Test
    void cifar() throws IOException {
        mutate("cifar10:.", "data_batch_2.bin", SmallFiles.cifar(3));
    }

    @Test
    void csv() throws IOException {
        mutate("csv:a.csv", "a.csv", SmallFiles.csv(12).getBytes(StandardCharsets.UTF_8));
    }

    private void mutate(String spec, String name, byte[] intact) throws IOException {
        Random random = new Random(name.hashCode());
        int opened = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            Files.write(folder.resolve(name), mutation(intact, random));
            try {
                Dataset data = Datasets.open(spec, folder);
                assertThat(data.train().samples()).isPositive();
                opened++;
            } catch (DataException e) {
                assertThat(e.getMessage()).contains("expected", "found").doesNotContain("\n", "null");
            }
        }
        assertThat(opened).isBetween(1, MUTATIONS - 1);
    }

    private static byte[] mutation(byte[] intact, Random random) {
        byte[] content = intact.clone();
        switch (random.nextInt(4)) {
            case 0: // cut off
                return Arrays.copyOf(content, random.nextInt(content.length));
            case 1: // append zeros
                return Arrays.copyOf(content, content.length + 1 + random.nextInt(20));
            case 2: // one of the first bytes, where headers are
                content[random.nextInt(Math.min(24, content.length))] = (byte) random.nextInt();
                return content;
            default: // some bytes anywhere
                for (int n = random.nextInt(3); n >= 0; n--) {
                    content[random.nextInt(content.length)] = (byte) random.nextInt();
                }
                return content;
        }
    }
}
