package dev.fathom.data;

/** Room for the numbers of a dataset; where there is none, who wanted how much is told. */
final class Room {
    private Room() {}

    /** @param name of the dataset or file */
    static float[] floats(String name, int count) {
        try {
            return new float[count];
        } catch (OutOfMemoryError e) {
            throw missing(name, 4L * count);
        }
    }

    /** Tells it where something else could not be had. */
    static OutOfMemoryError missing(String name, long bytes) {
        return new OutOfMemoryError(name + " needs " + ((bytes >> 20) + 1) + " MB more");
    }
}
