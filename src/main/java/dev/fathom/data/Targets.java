package dev.fathom.data;

/** What the samples of a part should be answered with. Arrays are shared, not copied: nobody writes to them. */
public sealed interface Targets {
    /** Number of samples. */
    int samples();

    /** Units that an output layer needs. */
    int outputs();

    /**
     * Class labels.
     *
     * @param labels one for each sample, from 0 to {@code count} - 1
     * @param count number of classes, at least 2; not all of them need to occur
     */
    record Classes(int[] labels, int count) implements Targets {
        /** @throws DataException for fewer than two classes or a label out of range */
        public Classes {
            if (count < 2) {
                throw new DataException(
                        "labels", "at least two classes", Integer.toString(count), "with one class nothing is learned");
            }
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] < 0 || labels[i] >= count) {
                    throw new DataException(
                            "label of sample " + i,
                            "0 to " + (count - 1),
                            Integer.toString(labels[i]),
                            "check the labels or the number of classes");
                }
            }
        }

        @Override
        public int samples() {
            return labels.length;
        }

        @Override
        public int outputs() {
            return count;
        }
    }

    /**
     * Real values.
     *
     * @param values row-major (samples, width), finite
     * @param width values of a sample, at least 1
     */
    record Values(float[] values, int width) implements Targets {
        /** @throws DataException if the values are no whole rows or not finite */
        public Values {
            Part.checkRows("target values", values, width);
        }

        @Override
        public int samples() {
            return values.length / width;
        }

        @Override
        public int outputs() {
            return width;
        }
    }
}
