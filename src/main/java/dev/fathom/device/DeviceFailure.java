package dev.fathom.device;

/**
 * A device failed at work that was in order: a lost GPU, a memory error, a kernel that did not run. What was on the
 * device is gone; the message is one line and says what to do.
 */
public final class DeviceFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeviceFailure(String message) {
        super(message);
    }
}
