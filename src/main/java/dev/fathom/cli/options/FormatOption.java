package dev.fathom.cli.options;

import dev.fathom.cli.terminal.Format;
import picocli.CommandLine.Option;

/** {@code --format}, the same for every command that prints figures. */
public final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "text")
    private Format format;

    public Format get() {
        return format;
    }
}
