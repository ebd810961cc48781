package dev.fathom.formats;

import java.nio.file.Path;

/** A file that is not what it claims to be; one line that names the file, the place and the remedy. */
public final class FormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    public FormatException(Path file, String what) {
        super(file + ": " + what);
    }
}
