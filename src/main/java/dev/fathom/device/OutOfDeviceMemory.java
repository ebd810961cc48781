package dev.fathom.device;

/** The device has no room for an allocation; a smaller cohort may fit. */
public final class OutOfDeviceMemory extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutOfDeviceMemory(String message) {
        super(message);
    }
}
