package dev.fathom.cli;

import picocli.CommandLine.Option;

/** {@code --format}, the same for every command that prints figures. */
final class FormatOption {
    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
            defaultValue = "text")
    private Format format;

    Format get() {
        return format;
    }
}
