package dev.fathom.sweep;

import dev.fathom.data.Dataset;
import dev.fathom.data.Datasets;
import dev.fathom.data.Image;
import dev.fathom.data.Part;
import dev.fathom.data.Targets;
import dev.fathom.engine.Samples;
import dev.fathom.net.architecture.Architecture;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A data set as the engine takes it.
 *
 * @param name the data's, for messages
 * @param image what picture a sample is, empty where it is none
 * @param train, test the two parts
 */
public record Inputs(String name, Optional<Image> image, Samples train, Samples test) {
    private static final int PART = 1 << 14;

    /** As below, with names of data relative to the working folder. */
    public static Inputs open(String data) {
        return open(data, Path.of(""));
    }

    /**
     * @param data as for {@link Datasets#open}
     * @param folder where relative names start
     * @throws IllegalArgumentException where the data cannot be read
     */
    public static Inputs open(String data, Path folder) {
        Dataset dataset = Datasets.open(data, folder);
        Part train = dataset.train();
        return new Inputs(data, train.image(), samples(train), samples(dataset.test()));
    }

    /** The same data under the mean squared error: labels become one-hot targets. */
    public Inputs asValues() {
        return new Inputs(name, image, train.asValues(), test.asValues());
    }

    /**
     * The same data as a network of that architecture sees them: whole, or images cut into patches.
     *
     * @throws IllegalArgumentException where it sees images and these are none, or of a size that patches do not cover
     */
    public Inputs seenBy(Architecture architecture) {
        OptionalInt patch = architecture.body().patch();
        if (patch.isEmpty()) {
            return this;
        }
        Image picture =
                image.orElseThrow(() -> new IllegalArgumentException(architecture + " sees images, and the data '"
                        + name + "' are none: take digits, mnist:DIR, fashion:DIR, cifar10:DIR or idx:IMAGES,LABELS"));
        int side = patch.getAsInt();
        return new Inputs(name, image, Patches.cut(train, picture, side), Patches.cut(test, picture, side));
    }

    /** A name by content: the numbers of both parts, whatever files they came from. */
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Samples samples : List.of(train, test)) {
                update(digest, samples.features(), samples.width());
                if (samples.answers() instanceof Samples.Classes classes) {
                    update(digest, classes.labels(), classes.outputs());
                } else if (samples.answers() instanceof Samples.Values values) {
                    update(digest, values.targets(), values.outputs());
                }
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void update(MessageDigest digest, float[] values, int width) {
        ByteBuffer part = ByteBuffer.allocate(PART * Float.BYTES);
        digest.update(part.putInt(values.length).putInt(width).flip());
        for (int start = 0; start < values.length; start += PART) {
            int length = Math.min(PART, values.length - start);
            part.clear().asFloatBuffer().put(values, start, length);
            digest.update(part.limit(length * Float.BYTES));
        }
    }

    private static void update(MessageDigest digest, int[] values, int count) {
        ByteBuffer all = ByteBuffer.allocate((values.length + 2) * Integer.BYTES)
                .putInt(values.length)
                .putInt(count);
        all.asIntBuffer().put(values);
        digest.update(all.rewind());
    }

    private static Samples samples(Part part) {
        if (part.targets() instanceof Targets.Classes classes) {
            return new Samples(part.features(), part.width(), new Samples.Classes(classes.labels(), classes.count()));
        }
        Targets.Values values = (Targets.Values) part.targets();
        return new Samples(part.features(), part.width(), new Samples.Values(values.values(), values.width()));
    }
}
