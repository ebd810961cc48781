package dev.fathom.data;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * CIFAR-10 in its binary version: five files of training samples and one of test samples, each of up to 10,000 records
 * of one label and 3 x 32 x 32 pixels (red, green, blue).
 */
final class Cifar10 {
    private static final int CLASSES = 10;
    private static final Image IMAGE = new Image(32, 32, 3);
    private static final int WIDTH = IMAGE.size();
    private static final int RECORD = 1 + WIDTH;
    private static final int MAX_RECORDS = 10_000;

    private Cifar10() {}

    /** @throws DataException if a file is missing or defective */
    static Dataset open(String name, Path folder) {
        List<ByteSource> batches = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> find(folder, "data_batch_" + i + ".bin"))
                .toList();
        Records train = read(batches);
        Records test = read(List.of(find(folder, "test_batch.bin")));
        return Pixels.dataset(name, train.pixels, train.labels, test.pixels, test.labels, CLASSES);
    }

    private static ByteSource find(Path folder, String file) {
        for (String suffix : List.of("", ".gz")) {
            if (Files.exists(folder.resolve(file + suffix))) {
                return ByteSource.of(folder.resolve(file + suffix));
            }
        }
        throw new DataException(
                folder.resolve(file).toString(),
                "a file of the binary version",
                "nothing",
                "unpack cifar-10-binary.tar.gz and name the folder of its .bin files");
    }

    private static Records read(List<ByteSource> sources) {
        ByteArrayOutputStream pixels = new ByteArrayOutputStream();
        ByteArrayOutputStream labels = new ByteArrayOutputStream();
        for (ByteSource source : sources) {
            byte[] content = source.take(MAX_RECORDS * RECORD);
            source.end();
            int rest = content.length % RECORD;
            if (rest != 0 || content.length == 0) {
                throw new DataException(
                        source.at(content.length - rest),
                        "whole records of " + RECORD + " bytes",
                        rest + " bytes before the end",
                        "the file is truncated: copy or download it again");
            }
            for (int start = 0; start < content.length; start += RECORD) {
                labels.write(label(source, content, start));
                pixels.write(content, start + 1, WIDTH);
            }
        }
        byte[] classes = labels.toByteArray();
        return new Records(
                new Pixels(pixels.toByteArray(), IMAGE),
                IntStream.range(0, classes.length).map(i -> classes[i]).toArray());
    }

    private static int label(ByteSource source, byte[] content, int position) {
        int label = content[position] & 0xff;
        if (label >= CLASSES) {
            throw new DataException(
                    source.at(position),
                    "a label from 0 to " + (CLASSES - 1),
                    Integer.toString(label),
                    "the file is damaged or not CIFAR-10's binary version");
        }
        return label;
    }

    private record Records(Pixels pixels, int[] labels) {}
}
