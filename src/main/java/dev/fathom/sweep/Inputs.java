package dev.fathom.sweep;

import dev.fathom.data.Dataset;
import dev.fathom.data.Datasets;
import dev.fathom.data.Part;
import dev.fathom.data.Targets;
import dev.fathom.engine.Samples;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A data set as the engine takes it.
 *
 * @param train, test the two parts
 */
public record Inputs(Samples train, Samples test) {
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
        return new Inputs(samples(dataset.train()), samples(dataset.test()));
    }

    /** The same data under the mean squared error: labels become one-hot targets. */
    public Inputs asValues() {
        return new Inputs(train.asValues(), test.asValues());
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
