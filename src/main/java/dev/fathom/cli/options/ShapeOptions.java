package dev.fathom.cli.options;

import dev.fathom.net.architecture.Architecture;
import dev.fathom.study.Fields;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The hidden layers of a network. */
public final class ShapeOptions {
    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Hidden layers, 1 to 10000 (default: the number of widths, or 10).")
    private Integer depth;

    @Option(
            names = "--width",
            paramLabel = "N",
            split = ",",
            splitSynopsisLabel = ",",
            description = "Units of a hidden layer, or of each (default: ${DEFAULT-VALUE}).",
            defaultValue = "256")
    private List<Integer> width;

    @Mixin
    private ArchitectureOption architecture;

    /** @throws IllegalArgumentException where there is no such architecture */
    public Architecture architecture() {
        return architecture.get();
    }

    /** Whether the user named a depth or the widths of layers. */
    public boolean given() {
        return depth != null || width.size() > 1;
    }

    public List<Integer> widths() {
        if (width.size() > 1) {
            if (depth != null && depth != width.size()) {
                throw new IllegalArgumentException("--width lists " + width.size() + " layers, but --depth asks for "
                        + depth + ": leave --depth out");
            }
            return width;
        }
        int layers =
                depth == null ? Fields.DEPTH.initial() : Fields.DEPTH.domain().require("--depth", depth);
        return Collections.nCopies(layers, Fields.WIDTH.domain().require("--width", width.get(0)));
    }
}
