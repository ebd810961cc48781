package dev.fathom.natives;

/** A native library cannot be had: the message is one line with the remedy. */
public final class NativesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String remedy;

    public NativesException(String problem, String remedy) {
        super(remedy.isEmpty() ? problem : problem + "; " + remedy);
        this.problem = problem;
        this.remedy = remedy;
    }

    public String problem() {
        return problem;
    }

    public String remedy() {
        return remedy;
    }
}
