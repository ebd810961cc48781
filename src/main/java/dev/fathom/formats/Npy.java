package dev.fathom.formats;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * numpy's own format, versions 1 to 3: magic, version, length of the header, a Python dictionary with {@code descr},
 * {@code fortran_order} and {@code shape}, then the numbers.
 */
final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 20;
    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>=|]?)(\\w+)'");
    private static final Pattern COLUMNS_FIRST = Pattern.compile("'fortran_order'\\s*:\\s*True");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

    private Npy() {}

    /** Bytes of one array, from the magic on. */
    @FunctionalInterface
    interface Bytes {
        InputStream open() throws IOException;
    }

    /** @param place the file, for complaints */
    static StoredArray open(Path place, String name, Bytes bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(bytes.open())) {
            String header = header(place, name, in);
            Matcher type = TYPE.matcher(header);
            Optional<Element> element = type.find() ? Element.numpy(type.group(2)) : Optional.empty();
            String said = element.isPresent() || type.reset().find() ? type.group(2) : "records";
            Array.Header array = new Array.Header(name, said, shape(place, name, header));
            if (element.isEmpty()) {
                return new StoredArray(place, array, null);
            }
            ByteOrder order = type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            long count = Budget.count(place, name, array.shape());
            StoredArray stored = new StoredArray(place, array, () -> {
                DataInputStream numbers = new DataInputStream(bytes.open());
                header(place, name, numbers);
                return new Decoder(numbers, element.get(), order, count);
            });
            boolean columnsFirst =
                    array.shape().size() > 1 && COLUMNS_FIRST.matcher(header).find();
            return columnsFirst ? rowsFirst(stored) : stored;
        } catch (EOFException e) {
            throw new FormatException(place, "'" + name + "' ends before its last number");
        }
    }

    private static StoredArray rowsFirst(StoredArray stored) {
        List<Long> shape = stored.header().shape();
        return new StoredArray(stored.file(), stored.header(), () -> {
            float[] values = stored.read(new Budget(stored.file())).values();
            return Values.of(Strides.columnMajor(shape).gather(values, shape, values.length));
        });
    }

    private static String header(Path place, String name, DataInputStream in) throws IOException {
        byte[] magic = in.readNBytes(MAGIC.length);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new FormatException(place, "'" + name + "' is not in numpy's format; write it with numpy.save");
        }
        int version = in.readUnsignedByte();
        in.readUnsignedByte();
        long length = Integer.reverseBytes(version == 1 ? in.readUnsignedShort() << 16 : in.readInt()) & 0xffffffffL;
        if (version < 1 || version > 3 || length > LONGEST_HEADER) {
            throw new FormatException(
                    place,
                    "'" + name + "' has a header of version " + version + " and " + length
                            + " bytes, which numpy does not write");
        }
        byte[] header = new byte[(int) length];
        in.readFully(header);
        return new String(header, StandardCharsets.UTF_8);
    }

    private static List<Long> shape(Path place, String name, String header) {
        Matcher shape = SHAPE.matcher(header);
        if (!shape.find()) {
            throw new FormatException(place, "the header of '" + name + "' has no shape");
        }
        return Pattern.compile("\\d+")
                .matcher(shape.group(1))
                .results()
                .map(size -> size.group().length() > 18 ? Long.MAX_VALUE : Long.parseLong(size.group()))
                .toList();
    }

    /** Version 1.0, little-endian float32; numbers start at a multiple of 64, as numpy has it. */
    static void write(OutputStream out, Array array) throws IOException {
        String sizes = array.shape().stream().map(size -> size + ",").collect(Collectors.joining(" "));
        String dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + sizes + "), }";
        int padding = (64 - (MAGIC.length + 4 + dictionary.length() + 1) % 64) % 64;
        byte[] header = (dictionary + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        out.write(MAGIC);
        out.write(new byte[] {1, 0, (byte) header.length, (byte) (header.length >> 8)});
        out.write(header);
        out.write(bytes(array.values()));
    }

    static byte[] bytes(float[] values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(4, values.length)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }
}
