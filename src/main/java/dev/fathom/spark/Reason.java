package dev.fathom.spark;

/** What Spark has to say, in one line. */
final class Reason {
    private static final int MOST = 300;

    private Reason() {}

    /** The first line, without the names of classes in front of it. */
    static String of(String text) {
        String line = text == null ? "" : text.lines().findFirst().orElse("").strip();
        String plain = line.replaceFirst("^(?:[a-z][\\w.]*\\.)[A-Z]\\w*: ", "");
        return plain.length() > MOST ? plain.substring(0, MOST) + "..." : plain;
    }

    /** Of a job: what ended its last task where that is known. */
    static String of(Exception job) {
        return of(String.valueOf(
                job.getCause() == null ? job.getMessage() : job.getCause().getMessage()));
    }
}
