package dev.fathom.cli.options;

import dev.fathom.net.architecture.Architecture;
import picocli.CommandLine.Option;

/** How hidden layers are connected. */
final class ArchitectureOption {
    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = { // lines of their own, so that no name is broken
                "plain, residual(SCALE, layers=N, norm=pre|post|peri),",
                "conv(kernel=3, padding=circular|zeros, stem=4),",
                "resnet(SCALE, layers=2, and those of conv) or",
                "transformer(SCALE, heads=4, ratio=4, norm=...,",
                "stem=4, mlp=none, skip=none, causal=true), each",
                "also with +layernorm, +rmsnorm or +batchnorm, which",
                "may be (affine). SCALE: a number or depth^-0.5",
                "(default: ${DEFAULT-VALUE})."
            },
            defaultValue = "plain")
    private String name;

    /** @throws IllegalArgumentException where there is no such architecture */
    public Architecture get() {
        return Architecture.parse(name);
    }
}
