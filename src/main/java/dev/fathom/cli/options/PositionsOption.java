package dev.fathom.cli.options;

import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The positions of Gaussian inputs, where an architecture has some. */
public final class PositionsOption {
    private static final Pattern IMAGE = Pattern.compile("(\\d{1,4})x(\\d{1,4})");

    private static final int TOKENS = 32;

    @Option(
            names = "--image",
            paramLabel = "HxW",
            description = {
                "Positions of a gaussian input, for architectures that have some: it has as many features at each as",
                "the first layer has units, and the stem sees one position at a time."
            })
    private String image;

    @Option(
            names = "--positions",
            paramLabel = "N",
            description = "The same in one line: --image 1xN. Tokens of a transformer (default for these: 32).")
    private Integer positions;

    /** Whether the user named positions. */
    public boolean given() {
        return image != null || positions != null;
    }

    /** What a network without output layer sees of such an input. */
    public Shape shape(Architecture architecture, List<Integer> widths) {
        return new Shape(extent(architecture, widths.get(0)), widths, 0);
    }

    /** @param channels features at each position */
    public Extent extent(Architecture architecture, int channels) {
        if (image != null && positions != null) {
            throw new IllegalArgumentException("--image and --positions both give the positions: leave one out");
        }
        boolean spatial = architecture.body().patch().isPresent();
        if (given() && !spatial) {
            throw new IllegalArgumentException((image == null ? "--positions" : "--image") + " is not for "
                    + architecture + ", which sees a sample as one vector");
        }
        if (!spatial) {
            return Extent.vector(channels);
        }
        if (positions != null || image == null && architecture.attends()) {
            return new Extent(1, positions == null ? TOKENS : positions, channels);
        }
        Matcher sides = IMAGE.matcher(image == null ? "" : image);
        if (!sides.matches()) {
            throw new IllegalArgumentException(
                    image == null
                            ? architecture + " needs the positions of a gaussian input: give --image HxW, such as 8x8"
                            : "--image is HxW, such as 8x8, not '" + image + "'");
        }
        return new Extent(Integer.parseInt(sides.group(1)), Integer.parseInt(sides.group(2)), channels);
    }
}
