package dev.fathom.cli.options;

import dev.fathom.net.Architecture;
import picocli.CommandLine.Option;

/** How hidden layers are connected. */
final class ArchitectureOption {
    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "plain, residual or residual(SCALE), with +layernorm if wanted (default: ${DEFAULT-VALUE}).",
            defaultValue = "plain")
    private String name;

    /** @throws IllegalArgumentException where there is no such architecture */
    public Architecture get() {
        return Architecture.parse(name);
    }
}
