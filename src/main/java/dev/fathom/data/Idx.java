package dev.fathom.data;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The IDX format of MNIST: big-endian integers (magic, samples and for images rows and columns), then one byte for each
 * pixel or label.
 */
final class Idx {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;
    private static final int LARGEST = Integer.MAX_VALUE - 64;

    private Idx() {}

    /** @throws DataException for every defect of the file */
    static Pixels images(ByteSource source) {
        magic(source, IMAGES);
        ByteBuffer sizes = source.header(3, "sizes");
        long count = size(source, sizes, "images");
        long rows = size(source, sizes, "rows");
        long columns = size(source, sizes, "columns");
        if ((double) count * rows * columns > LARGEST) {
            throw new DataException(
                    source.at(4),
                    "at most " + LARGEST + " pixels",
                    count + " images of " + rows + " x " + columns,
                    "the header is damaged: copy or download the file again");
        }
        byte[] values = source.need((int) (count * rows * columns), "pixels");
        source.end();
        return new Pixels(values, new Image((int) rows, (int) columns, 1));
    }

    /**
     * @param images number of images that the labels belong to
     * @param imagesName the file of the images, for messages
     * @param classes labels run from 0 to one below
     * @throws DataException for every defect of the file
     */
    static int[] labels(ByteSource source, int images, String imagesName, int classes) {
        magic(source, LABELS);
        ByteBuffer sizes = source.header(1, "sizes");
        long count = size(source, sizes, "labels");
        if (count != images) {
            throw new DataException(
                    source.at(4),
                    images + " labels as " + imagesName + " has images",
                    Long.toString(count),
                    "name the labels that belong to the images");
        }
        byte[] values = source.need(images, "labels");
        source.end();
        int[] labels = new int[images];
        for (int i = 0; i < images; i++) {
            labels[i] = values[i] & 0xff;
            if (labels[i] >= classes) {
                throw new DataException(
                        source.at(8 + i),
                        "a label from 0 to " + (classes - 1),
                        Integer.toString(labels[i]),
                        "the labels are damaged or belong to another dataset");
            }
        }
        return labels;
    }

    /** One more than the largest label. */
    static int classes(int[] labels) {
        return Arrays.stream(labels).max().orElse(0) + 1;
    }

    private static void magic(ByteSource source, int expected) {
        int found = source.header(1, "magic number").getInt();
        if (found != expected) {
            boolean swapped = found == IMAGES || found == LABELS;
            throw new DataException(
                    source.at(0),
                    named(expected),
                    named(found),
                    swapped ? "images and labels are swapped" : "name an IDX file of bytes");
        }
    }

    private static String named(int magic) {
        String meaning = magic == IMAGES ? " (images)" : magic == LABELS ? " (labels)" : "";
        return String.format("magic number %08x%s", magic, meaning);
    }

    private static long size(ByteSource source, ByteBuffer sizes, String what) {
        int position = Integer.BYTES + sizes.position();
        long size = Integer.toUnsignedLong(sizes.getInt());
        if (size == 0) {
            throw new DataException(source.at(position), "at least one of " + what, "0", "name a file with samples");
        }
        return size;
    }
}
