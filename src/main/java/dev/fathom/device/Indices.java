package dev.fathom.device;

/** An immutable vector of integers held by a device: class labels, or the order in which samples are visited. */
public interface Indices {
    int length();
}
