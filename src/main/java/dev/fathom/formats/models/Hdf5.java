package dev.fathom.formats.models;

import dev.fathom.formats.Array;
import dev.fathom.formats.Budget;
import dev.fathom.formats.Decoder;
import dev.fathom.formats.Element;
import dev.fathom.formats.FileRange;
import dev.fathom.formats.FormatException;
import dev.fathom.formats.StoredArray;
import dev.fathom.formats.Values;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Datasets of an HDF5 file as arrays: those in one piece stream from the file, those in chunks come whole. */
final class Hdf5 {
    private Hdf5() {}

    /** @param channel of the same file */
    static StoredArray array(Path file, FileChannel channel, long userBlock, String name, Dataset dataset) {
        List<Long> shape = new ArrayList<>();
        for (int size : dataset.isScalar() ? new int[0] : dataset.getDimensions()) {
            shape.add((long) size);
        }
        Optional<Element> element = element(dataset);
        String type = element.map(Element::name)
                .orElseGet(() -> dataset.getJavaType().getSimpleName().toLowerCase(Locale.ROOT));
        Array.Header header = new Array.Header(name, type, shape);
        if (element.isEmpty() || dataset.isCompound() || dataset.isEmpty()) {
            return new StoredArray(file, header, null);
        }
        long count = dataset.getSize();
        if (dataset instanceof ContiguousDataset inOnePiece && inOnePiece.getDataAddress() >= 0) {
            long begin = userBlock + inOnePiece.getDataAddress();
            ByteOrder order = ((FloatingPoint) dataset.getDataType()).getByteOrder();
            return new StoredArray(
                    file,
                    header,
                    () -> new Decoder(
                            new FileRange(
                                    channel,
                                    begin,
                                    begin + count * element.get().bytes()),
                            element.get(),
                            order,
                            count));
        }
        return new StoredArray(file, header, () -> values(file, name, dataset, shape));
    }

    /** By size and the bits of the exponent: HDF5 describes its numbers bit by bit. */
    private static Optional<Element> element(Dataset dataset) {
        if (!(dataset.getDataType() instanceof FloatingPoint number)) {
            return Optional.empty();
        }
        return switch (number.getSize() * 100 + number.getExponentSize()) {
            case 205 -> Optional.of(Element.F16);
            case 208 -> Optional.of(Element.BF16);
            case 408 -> Optional.of(Element.F32);
            case 811 -> Optional.of(Element.F64);
            default -> Optional.empty();
        };
    }

    /** Chunks are put together as a whole: jhdf's slices of them are not to be trusted (0.9.4 leaves parts at 0). */
    private static Values values(Path file, String name, Dataset dataset, List<Long> shape) {
        new Budget(file).elements(name, shape);
        try {
            Object values = dataset.isScalar() ? dataset.getData() : dataset.getDataFlat();
            if (values instanceof Number number) {
                return Values.of(new float[] {number.floatValue()});
            }
            return Values.of(values instanceof double[] doubles ? floats(doubles) : (float[]) values);
        } catch (RuntimeException | LinkageError e) {
            throw new FormatException(file, "'" + name + "' cannot be read: " + KerasFile.reason(e));
        }
    }

    private static float[] floats(double[] doubles) {
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return floats;
    }
}
