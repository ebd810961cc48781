package dev.fathom.data;

import java.util.Arrays;
import java.util.Optional;

/**
 * Images as stored.
 *
 * @param values unsigned, one image after the other
 * @param image the form of each
 */
record Pixels(byte[] values, Image image) {
    int images() {
        return values.length / image.size();
    }

    Pixels range(int from, int to) {
        return new Pixels(Arrays.copyOfRange(values, from * image.size(), to * image.size()), image);
    }

    /**
     * A dataset of pixels / 255, shifted and scaled such that all training pixels pooled have mean 0 and variance 1; the
     * test part uses the constants of the training part.
     *
     * @throws DataException if all training pixels are equal or the parts do not fit
     */
    static Dataset dataset(String name, Pixels train, int[] trainLabels, Pixels test, int[] testLabels, int classes) {
        float[] scale = train.scale(name);
        return new Dataset(
                name, train.part(name, scale, trainLabels, classes), test.part(name, scale, testLabels, classes));
    }

    private Part part(String name, float[] scale, int[] labels, int classes) {
        float[] features = Room.floats(name, values.length);
        for (int i = 0; i < features.length; i++) {
            features[i] = scale[values[i] & 0xff];
        }
        return new Part(features, image.size(), new Targets.Classes(labels, classes), Optional.of(image));
    }

    /** The standardized feature of each of the 256 pixel values; mean and deviation are those of pixels / 255. */
    private float[] scale(String name) {
        long[] histogram = new long[256];
        for (byte value : values) {
            histogram[value & 0xff]++;
        }
        double mean = 0;
        for (int value = 0; value < 256; value++) {
            mean += histogram[value] * (value / 255.0) / values.length;
        }
        double variance = 0;
        for (int value = 0; value < 256; value++) {
            double distance = value / 255.0 - mean;
            variance += histogram[value] * distance * distance / values.length;
        }
        if (Arrays.stream(histogram).filter(count -> count > 0).count() < 2) {
            throw new DataException(
                    name, "training images with contrast", "all pixels equal", "check that the files hold images");
        }
        float[] scale = new float[256];
        for (int value = 0; value < 256; value++) {
            scale[value] = (float) ((value / 255.0 - mean) / Math.sqrt(variance));
        }
        return scale;
    }
}
