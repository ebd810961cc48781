package dev.fathom.study;

/** A study that cannot be run; the message is one line, {@code file:line:column: what; remedy}. */
public final class StudyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public StudyException(String message) {
        super(message);
    }
}
