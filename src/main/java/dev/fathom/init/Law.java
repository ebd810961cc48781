package dev.fathom.init;

/** Stub until the initializers land. */
public interface Law {
    double mean();

    double variance();

    float[] draw(long key, int fanIn, int fanOut);
}
