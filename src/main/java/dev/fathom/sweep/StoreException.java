package dev.fathom.sweep;

/** A store that cannot be used; the message is one line that names the file and the remedy. */
public final class StoreException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
