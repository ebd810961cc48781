package dev.fathom.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Image datasets made of IDX files. */
final class ImageFiles {
    private static final int DIGITS = 10;
    private static final int BYTES = 256;

    private ImageFiles() {}

    /** The digits embedded in this jar. */
    static Dataset embedded(String name) {
        Labeled train = new Labeled(
                ByteSource.resource("digits-train-images.idx3.gz"),
                ByteSource.resource("digits-train-labels.idx1.gz"),
                DIGITS);
        Labeled test = new Labeled(
                ByteSource.resource("digits-test-images.idx3.gz"),
                ByteSource.resource("digits-test-labels.idx1.gz"),
                DIGITS);
        return train.dataset(name, test, DIGITS);
    }

    /** The four files of MNIST or of a dataset of the same shape under their usual names. */
    static Dataset folder(String name, Path folder) {
        Labeled train = new Labeled(find(folder, "train-images", 3), find(folder, "train-labels", 1), DIGITS);
        Labeled test = new Labeled(find(folder, "t10k-images", 3), find(folder, "t10k-labels", 1), DIGITS);
        return train.dataset(name, test, DIGITS);
    }

    /** Four files: images and labels to learn from and to be judged by. There are as many classes as training labels say. */
    static Dataset files(String name, List<Path> files) {
        Labeled train = new Labeled(ByteSource.of(files.get(0)), ByteSource.of(files.get(1)), BYTES);
        int classes = Idx.classes(train.labels);
        return train.dataset(
                name, new Labeled(ByteSource.of(files.get(2)), ByteSource.of(files.get(3)), classes), classes);
    }

    /** Two files: images and labels, of which the last sixth is the test part. */
    static Dataset split(String name, Path images, Path labels) {
        Labeled all = new Labeled(ByteSource.of(images), ByteSource.of(labels), BYTES);
        int count = all.labels.length;
        if (count < 6) {
            throw new DataException(
                    images.toString(), "at least 6 images, of which a sixth is set aside", count + "", "add images");
        }
        int split = count - count / 6;
        return all.range(0, split).dataset(name, all.range(split, count), Idx.classes(all.labels));
    }

    private static ByteSource find(Path folder, String start, int dimensions) {
        for (String join : List.of("-", ".")) {
            for (String end : List.of("", ".gz")) {
                Path file = folder.resolve(start + join + "idx" + dimensions + "-ubyte" + end);
                if (Files.exists(file)) {
                    return ByteSource.of(file);
                }
            }
        }
        throw new DataException(
                folder.toString(),
                start + "-idx" + dimensions + "-ubyte, plain or .gz",
                Files.isDirectory(folder) ? "no such file" : "no such folder",
                "check the folder, or name the files with idx:IMAGES,LABELS");
    }

    private record Labeled(Pixels images, int[] labels) {
        Labeled(ByteSource images, ByteSource labels, int classes) {
            this(Idx.images(images), labels, images.name(), classes);
        }

        private Labeled(Pixels images, ByteSource labels, String imagesName, int classes) {
            this(images, Idx.labels(labels, images.images(), imagesName, classes));
        }

        Labeled range(int from, int to) {
            return new Labeled(images.range(from, to), Arrays.copyOfRange(labels, from, to));
        }

        Dataset dataset(String name, Labeled test, int classes) {
            return Pixels.dataset(name, images, labels, test.images, test.labels, classes);
        }
    }
}
