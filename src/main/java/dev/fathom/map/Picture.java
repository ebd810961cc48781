package dev.fathom.map;

import dev.fathom.formats.WholeFile;
import dev.fathom.study.Verdict;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A map as a PNG: every network a square of equal pixels, axes, a legend, and the command that made it among the metadata.
 */
public final class Picture {
    static final int LEFT = 120;
    static final int TOP = 34;
    private static final int BOTTOM = 62;
    private static final int RIGHT = 170;
    private static final int LEAST = 512;
    private static final int TICKS = 4;
    private static final int LETTER = 2;
    private static final int BAR = 18;

    private final MapPlan plan;
    private final What what;
    private final int scale;
    private final int width;
    private final int height;
    private final byte[] dots;

    private Picture(MapPlan plan, Raster raster, What what) {
        this.plan = plan;
        this.what = what;
        scale = scale(plan.pixels());
        int side = scale * plan.pixels();
        width = LEFT + side + RIGHT;
        height = TOP + side + BOTTOM;
        dots = new byte[width * height];
        Arrays.fill(dots, (byte) Colours.PAPER);
        paint(raster);
        axes(side);
        legend(side);
    }

    /** Dots of a pixel's side. */
    static int scale(int pixels) {
        return Math.max(1, LEAST / pixels);
    }

    /** @param command that makes the map again */
    public static void write(Path file, MapPlan plan, Raster raster, What what, String command) {
        Picture picture = new Picture(plan, raster, what);
        WholeFile.write(file, out -> picture.encode(raster.palette(), command, out));
    }

    /** For a page: as it would be written to a file, without the command. */
    static byte[] png(MapPlan plan, Raster raster, What what) {
        Picture picture = new Picture(plan, raster, what);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            picture.encode(raster.palette(), null, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The bare pixels of a rectangle, a dot each. */
    static byte[] bare(Raster raster, int left, int top, int columns, int rows) throws IOException {
        byte[] dots = new byte[columns * rows];
        for (int y = 0; y < rows; y++) {
            System.arraycopy(raster.pixels(), (top + y) * raster.side() + left, dots, y * columns, columns);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        encode(image(dots, columns, rows, raster.palette()), null, out);
        return out.toByteArray();
    }

    private void paint(Raster raster) {
        for (int y = 0; y < plan.pixels() * scale; y++) {
            int from = y / scale * plan.pixels();
            int to = (TOP + y) * width + LEFT;
            for (int x = 0; x < plan.pixels() * scale; x++) {
                dots[to + x] = raster.pixels()[from + x / scale];
            }
        }
    }

    private void axes(int side) {
        for (int tick = 0; tick <= TICKS; tick++) {
            double share = (double) tick / TICKS;
            int x = LEFT + (int) Math.round(share * (side - 1));
            int y = TOP + side - 1 - (int) Math.round(share * (side - 1));
            for (int i = 0; i < 5; i++) {
                set(x, TOP + side + i);
                set(LEFT - 1 - i, y);
            }
            String atX = Labels.of(plan.x().range(), share);
            String atY = Labels.of(plan.y().range(), share);
            write(atX, Math.min(x - size(atX) / 2, width - RIGHT + 60 - size(atX)), TOP + side + 10, 1);
            write(atY, LEFT - 10 - size(atY), Math.max(TOP, Math.min(y - 7, TOP + side - 16)), 1);
        }
        write(plan.x().key(), LEFT + (side - LETTER * Lettering.width(plan.x().key())) / 2, TOP + side + 36, LETTER);
        write(plan.y().key(), LEFT - 20 - Math.min(LEFT - 24, 60), TOP - 26, LETTER);
    }

    private static int size(String label) {
        return Lettering.width(label);
    }

    private void legend(int side) {
        int x = LEFT + side + 24;
        if (what == What.verdict) {
            int y = TOP;
            for (Verdict verdict : Verdict.values()) {
                fill(x, y, BAR, BAR, Colours.ofVerdict(verdict.ordinal()));
                write(verdict.word(), x + BAR + 8, y + 5, 1);
                y += BAR + 8;
            }
            return;
        }
        int length = Math.min(200, side / 2 - 40);
        ramp(x, TOP, length, 0, what.first());
        if (!what.second().isEmpty()) {
            ramp(x, TOP + side / 2, length, 1, what.second());
        }
    }

    private void ramp(int x, int y, int length, int ramp, String title) {
        write(title, x, y, 1);
        boolean single = ramp == 1 && what != What.convergence;
        for (int i = 0; i < length; i++) {
            fill(x, y + 16 + i, BAR, 1, Colours.onRamp(ramp, single ? 1 : (double) i / length));
        }
        if (what == What.convergence) {
            write("fast", x + BAR + 8, y + 16, 1);
            write("slow", x + BAR + 8, y + 8 + length, 1);
        } else if (!single) {
            write(what == What.accuracy ? "0" : "least", x + BAR + 8, y + 16, 1);
            write(what == What.accuracy ? "1" : "most", x + BAR + 8, y + 8 + length, 1);
        }
    }

    private void fill(int left, int top, int columns, int rows, int colour) {
        for (int y = top; y < top + rows; y++) {
            Arrays.fill(dots, y * width + left, y * width + left + columns, (byte) colour);
        }
    }

    private void write(String text, int left, int top, int size) {
        Lettering.write(text, (x, y) -> {
            for (int i = 0; i < size * size; i++) {
                set(left + x * size + i % size, top + y * size + i / size);
            }
        });
    }

    private void set(int x, int y) {
        if (x >= 0 && y >= 0 && x < width && y < height) {
            dots[y * width + x] = (byte) Colours.INK;
        }
    }

    private void encode(int[] palette, String command, OutputStream out) throws IOException {
        encode(image(dots, width, height, palette), command, out);
    }

    private static BufferedImage image(byte[] dots, int width, int height, int[] palette) {
        IndexColorModel colours = new IndexColorModel(8, palette.length, palette, 0, false, -1, 0);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
        byte[] buffer = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        System.arraycopy(dots, 0, buffer, 0, dots.length);
        return image;
    }

    private static void encode(BufferedImage image, String command, OutputStream out) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        IIOMetadata metadata = writer.getDefaultImageMetadata(
                ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
        if (command != null) {
            metadata.mergeTree("javax_imageio_png_1.0", words("Software", "Fathom", "Command", command));
        }
        try (ImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(image, null, metadata));
        } finally {
            writer.dispose();
        }
    }

    private static IIOMetadataNode words(String... pairs) {
        IIOMetadataNode texts = new IIOMetadataNode("tEXt");
        for (int i = 0; i < pairs.length; i += 2) {
            IIOMetadataNode entry = new IIOMetadataNode("tEXtEntry");
            entry.setAttribute("keyword", pairs[i]);
            entry.setAttribute("value", pairs[i + 1]);
            texts.appendChild(entry);
        }
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
        root.appendChild(texts);
        return root;
    }
}
