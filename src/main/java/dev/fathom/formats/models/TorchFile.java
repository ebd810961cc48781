package dev.fathom.formats.models;

import dev.fathom.formats.Array;
import dev.fathom.formats.Budget;
import dev.fathom.formats.Decoder;
import dev.fathom.formats.Element;
import dev.fathom.formats.FileRange;
import dev.fathom.formats.FormatException;
import dev.fathom.formats.OpenArrays;
import dev.fathom.formats.StoredArray;
import dev.fathom.formats.Strides;
import dev.fathom.formats.Values;
import dev.fathom.formats.models.TorchObjects.Storage;
import dev.fathom.formats.models.TorchObjects.Tensor;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What {@code torch.save} wrote: a zip archive of a pickle and the storages, or the older form (to torch 1.5), one pickle
 * after the other and the storages behind them.
 */
final class TorchFile {
    /** Bytes of a storage from its start. */
    private interface Bytes {
        InputStream open(Storage storage) throws IOException;
    }

    private static final long OLD_MAGIC = 0xa86a20f9469cfc6cL; // the lower 64 bits of 0x1950a86a20f9469cfc6c
    private static final long OLD_VERSION = 1001;

    private final Path file;
    private final ByteOrder order;
    private final Bytes bytes;

    private TorchFile(Path file, ByteOrder order, Bytes bytes) {
        this.file = file;
        this.order = order;
        this.bytes = bytes;
    }

    /** The entry of the pickle; empty where the archive is not PyTorch's. */
    static Optional<? extends ZipEntry> pickle(ZipFile zip) {
        return zip.stream()
                .filter(entry -> entry.getName().matches("[^/]+/data\\.pkl"))
                .findFirst();
    }

    static OpenArrays openZip(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        try {
            ZipEntry pickle = pickle(zip).orElseThrow();
            String folder = pickle.getName().substring(0, pickle.getName().indexOf('/') + 1);
            TorchObjects objects = new TorchObjects();
            Object saved;
            try (InputStream in = new BufferedInputStream(zip.getInputStream(pickle))) {
                saved = read(file, in, objects);
            }
            Bytes bytes = storage -> {
                ZipEntry entry = zip.getEntry(folder + "data/" + storage.key());
                if (entry == null) {
                    throw new EOFException();
                }
                return zip.getInputStream(entry);
            };
            return new TorchFile(file, order(zip, folder), bytes).arrays(saved, List.of(zip));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static ByteOrder order(ZipFile zip, String folder) throws IOException {
        ZipEntry entry = zip.getEntry(folder + "byteorder");
        if (entry == null) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            boolean big = new String(in.readNBytes(16), StandardCharsets.US_ASCII).startsWith("big");
            return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        }
    }

    /** Pickles of a magic number, a version, the machine, the object and the storages' keys; then each storage. */
    static OpenArrays openOld(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            FileRange range = new FileRange(channel, 0, channel.size());
            Counted in = new Counted(new BufferedInputStream(range));
            TorchObjects objects = new TorchObjects();
            if (!Long.valueOf(OLD_MAGIC).equals(read(file, in, objects))) {
                throw new FormatException(
                        file, "is a pickle, but not one that torch.save wrote: save tensors by torch.save");
            }
            if (!Long.valueOf(OLD_VERSION).equals(read(file, in, objects))) {
                throw new FormatException(file, "is of a version of torch.save that is not read: save it again");
            }
            read(file, in, objects); // the machine that wrote it; numbers were little-endian on all of them
            Object saved = read(file, in, objects);
            Map<String, Long> places = places(file, channel, in, objects, read(file, in, objects));
            Bytes bytes = storage -> new FileRange(channel, places.get(storage.key()), channel.size());
            return new TorchFile(file, ByteOrder.LITTLE_ENDIAN, bytes).arrays(saved, List.of(channel));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Before the numbers of each storage stands their count, in 8 bytes. */
    private static Map<String, Long> places(
            Path file, FileChannel channel, Counted in, TorchObjects objects, Object keys) throws IOException {
        Map<String, Long> places = new HashMap<>();
        long at = in.count;
        for (Object key : keys instanceof List<?> list ? list : List.of()) {
            Storage storage = objects.storages().get(String.valueOf(key));
            if (storage == null) {
                throw new FormatException(file, "is damaged: the storage '" + key + "' belongs to no tensor");
            }
            DataInputStream length = new DataInputStream(new FileRange(channel, at, channel.size()));
            try {
                if (Long.reverseBytes(length.readLong()) != storage.count()) {
                    throw new FormatException(file, "is damaged: the storage '" + key + "' has another length");
                }
            } catch (EOFException e) {
                throw new FormatException(file, "ends before its last number");
            }
            places.put(storage.key(), at + Long.BYTES);
            at += Long.BYTES + storage.count() * storage.elementBytes();
        }
        for (String key : objects.storages().keySet()) {
            if (!places.containsKey(key)) {
                throw new FormatException(file, "is damaged: the storage '" + key + "' is not in the file");
            }
        }
        return places;
    }

    private static Object read(Path file, InputStream in, TorchObjects objects) throws IOException {
        try {
            return Pickle.read(in, objects);
        } catch (Pickle.Refused e) {
            throw new FormatException(file, e.getMessage());
        } catch (EOFException e) {
            throw new FormatException(file, "ends in the middle of its pickle");
        }
    }

    private OpenArrays arrays(Object saved, List<? extends java.io.Closeable> resources) {
        StateDict state;
        try {
            state = StateDict.of(saved);
        } catch (Pickle.Refused e) {
            throw new FormatException(file, e.getMessage());
        }
        if (state.tensors().isEmpty()) {
            throw new FormatException(file, "holds no tensor: save model.state_dict()");
        }
        List<StoredArray> arrays = new ArrayList<>();
        state.tensors().forEach((name, tensor) -> arrays.add(stored(name, tensor)));
        state.leftOut()
                .forEach(key -> arrays.add(
                        new StoredArray(file, new Array.Header(key, "state of an optimizer", List.of()), null)));
        return new OpenArrays(file, arrays, Map.of(), true, resources);
    }

    private StoredArray stored(String name, Tensor tensor) {
        Array.Header header = new Array.Header(name, tensor.type(), tensor.size());
        Optional<Element> element = Element.named(tensor.type());
        if (element.isEmpty()
                || tensor.storage().elementBytes() != element.get().bytes()) {
            return new StoredArray(file, header, null);
        }
        if (tensor.stride().size() != tensor.size().size()) {
            throw new FormatException(file, "'" + name + "' has strides that do not belong to its shape");
        }
        long count = Budget.count(file, name, tensor.size());
        Strides strides = new Strides(tensor.offset(), tensor.stride());
        long extent;
        try {
            extent = strides.extent(tensor.size());
        } catch (ArithmeticException e) {
            extent = Long.MAX_VALUE;
        }
        if (extent > tensor.storage().count()) {
            throw new FormatException(file, header + " reaches beyond its storage: the file is damaged");
        }
        if (strides.contiguous(tensor.size())) {
            return new StoredArray(file, header, () -> numbers(tensor, element.get(), tensor.offset(), count));
        }
        return new StoredArray(file, header, () -> gathered(name, tensor, element.get(), strides, count));
    }

    private Decoder numbers(Tensor tensor, Element element, long from, long count) throws IOException {
        InputStream in = bytes.open(tensor.storage());
        in.skipNBytes(from * element.bytes());
        return new Decoder(in, element, order, count);
    }

    /** A view across its storage, such as a transposed matrix. */
    private Values gathered(String name, Tensor tensor, Element element, Strides strides, long count)
            throws IOException {
        Budget budget = new Budget(file);
        int stored = budget.elements(name, List.of(tensor.storage().count()));
        float[] values = new float[stored];
        float[] piece = new float[Math.min(stored, 1 << 18)];
        try (Decoder in = numbers(tensor, element, 0, stored)) {
            int at = 0;
            for (int read = in.read(piece); read > 0; read = in.read(piece)) {
                System.arraycopy(piece, 0, values, at, read);
                at += read;
            }
        }
        budget.elements(name, tensor.size());
        return Values.of(strides.gather(values, tensor.size(), Math.toIntExact(count)));
    }

    /** Knows how far it was read. */
    private static final class Counted extends java.io.FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count += read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
