package dev.fathom.theory;

/** Theory says nothing of a network; the message says why. */
final class Inapplicable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Inapplicable(String reason) {
        super(reason, null, false, false);
    }
}
