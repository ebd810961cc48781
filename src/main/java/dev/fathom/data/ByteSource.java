package dev.fathom.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The content of a binary file from front to back, unpacked on the way if it is in gzip (told by its first two bytes,
 * not by its name). Memory grows with the bytes that are there, never with the bytes that a header promises.
 */
final class ByteSource {
    private static final long LARGEST = Integer.MAX_VALUE - 8;

    private final String name;
    private final InputStream content;
    private long offset;

    /**
     * @param name named in messages
     * @param stored the bytes as they lie in the file
     * @throws DataException for no bytes or a corrupt gzip header
     */
    ByteSource(String name, byte[] stored) {
        this.name = name;
        if (stored.length == 0) {
            throw new DataException(name, "data", "an empty file", "copy or download the file again");
        }
        boolean packed = stored.length > 1 && stored[0] == (byte) 0x1f && stored[1] == (byte) 0x8b;
        try {
            InputStream raw = new ByteArrayInputStream(stored);
            content = packed ? new BufferedInputStream(new Bounded(new GZIPInputStream(raw), stored.length)) : raw;
        } catch (IOException e) {
            throw corrupt(e);
        }
    }

    /** What a few bytes blow up to is refused before it fills the heap: no images pack so well. */
    private static final class Bounded extends FilterInputStream {
        private static final int LARGEST_RATIO = 200;
        private static final long HARMLESS = 64L << 20;

        private final long most;
        private long count;

        Bounded(InputStream in, long packed) {
            super(in);
            most = Math.max(HARMLESS, LARGEST_RATIO * packed);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] bytes, int start, int length) throws IOException {
            int read = super.read(bytes, start, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int more) throws IOException {
            count += more;
            if (count > most) {
                throw new IOException("more than " + LARGEST_RATIO + " times its packed bytes");
            }
        }
    }

    /** @throws DataException if the file is missing, a folder, unreadable, empty, too large or corrupt */
    static ByteSource of(Path file) {
        return new ByteSource(file.toString(), stored(file));
    }

    /** A file beside this class in the jar. */
    static ByteSource resource(String name) {
        try (InputStream in = ByteSource.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new DataException(name, "a file in the jar", "nothing", "build the jar again");
            }
            return new ByteSource(name, in.readAllBytes());
        } catch (IOException e) {
            throw new DataException(name, "a readable file in the jar", e.toString(), "build the jar again");
        }
    }

    /** The bytes as they lie in the file, at most 2^31 - 9. */
    static byte[] stored(Path file) {
        String name = file.toString();
        if (!Files.exists(file)) {
            throw new DataException(name, "a file", "nothing", "check the path");
        }
        if (!Files.isRegularFile(file)) {
            String found = Files.isDirectory(file) ? "a folder" : "something else";
            throw new DataException(name, "a file", found, "name a file in it or check the path");
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw new DataException(name, "at most " + LARGEST + " bytes", Files.size(file) + "", "split the file");
            }
            return Files.readAllBytes(file);
        } catch (OutOfMemoryError e) {
            throw Room.missing(name, file.toFile().length());
        } catch (IOException e) {
            throw new DataException(name, "a readable file", e.toString(), "check its permissions");
        }
    }

    String name() {
        return name;
    }

    /** A place in this file for messages. */
    String at(long byteOffset) {
        return name + ": byte " + byteOffset;
    }

    /** The next bytes: as many as asked for, or fewer where the content ends. */
    byte[] take(int length) {
        try {
            byte[] taken = content.readNBytes(length);
            offset += taken.length;
            return taken;
        } catch (OutOfMemoryError e) {
            throw new OutOfMemoryError("while " + name + " was read"); // it may hold less than was asked for
        } catch (IOException e) {
            throw corrupt(e);
        }
    }

    /**
     * The next bytes, all of them.
     *
     * @param what names them in the message
     */
    byte[] need(int length, String what) {
        long start = offset;
        byte[] taken = take(length);
        if (taken.length < length) {
            throw new DataException(
                    at(offset),
                    length + " bytes of " + what + " from byte " + start,
                    "the end after " + taken.length,
                    "the file is truncated: copy or download it again");
        }
        return taken;
    }

    /** Big-endian integers. */
    ByteBuffer header(int integers, String what) {
        return ByteBuffer.wrap(need(integers * Integer.BYTES, what));
    }

    /** @throws DataException if anything follows */
    void end() {
        if (take(1).length > 0) {
            throw new DataException(
                    at(offset - 1),
                    "the end of the file",
                    "trailing bytes",
                    "the file is damaged or of another format: copy or download it again");
        }
    }

    private DataException corrupt(IOException e) {
        String found = e instanceof EOFException ? "a truncated stream" : "a corrupt stream: " + e.getMessage();
        return new DataException(at(offset), "intact gzip data", found, "copy or download it again");
    }
}
