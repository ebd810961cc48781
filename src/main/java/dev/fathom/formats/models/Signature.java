package dev.fathom.formats.models;

import dev.fathom.formats.FormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What the first bytes of a file say it is, whatever its name claims. */
enum Signature {
    ZIP,
    HDF5,
    NPY,
    PICKLE,
    /** Nothing that is known here: its name decides. */
    OTHER;

    private static final int BYTES = 512;

    /** @throws FormatException where the file is something that holds no arrays; the remedy is named */
    static Signature of(Path file) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(BYTES);
        }
        if (start.length == 0) {
            throw new FormatException(file, "is empty: its download or its writing was cut off");
        }
        String text = new String(start, StandardCharsets.ISO_8859_1);
        requireModel(file, text);
        if (text.startsWith("PK\3\4")) {
            return ZIP;
        }
        if (text.startsWith("\u0089HDF\r\n\u001a\n")) {
            return HDF5;
        }
        if (text.startsWith("\u0093NUMPY")) {
            return NPY;
        }
        boolean pickle = start.length > 2 && start[0] == (byte) 0x80 && start[1] >= 2 && start[1] <= 5;
        return pickle ? PICKLE : OTHER;
    }

    private static void requireModel(Path file, String text) {
        if (text.startsWith("version https://git-lfs.github.com/spec/")) {
            throw new FormatException(
                    file, "is a Git LFS pointer, not the file itself: fetch that with 'git lfs pull'" + size(text));
        }
        String page = text.strip().toLowerCase(Locale.ROOT);
        if (page.startsWith("<!doctype html") || page.startsWith("<html")) {
            throw new FormatException(
                    file,
                    "is an HTML page, not a model: its server asked for a sign-in or found nothing; download again");
        }
        if (page.startsWith("<?xml")) {
            throw new FormatException(file, "is an XML document, not a model: perhaps a server's complaint");
        }
        String packed = packed(text);
        if (!packed.isEmpty()) {
            throw new FormatException(file, "is packed by " + packed + ": unpack it first");
        }
        if (text.startsWith("GGUF")) {
            throw new FormatException(
                    file, "is a GGUF file of quantized numbers: give the model before its conversion");
        }
        if (text.startsWith("ustar", 257)) {
            throw new FormatException(
                    file, "is a tar archive: unpack it first, or save the model with torch 0.1.10 or later");
        }
    }

    private static String size(String pointer) {
        return pointer.lines()
                .filter(line -> line.startsWith("size "))
                .map(line -> " (" + line.substring(5).strip() + " bytes)")
                .findFirst()
                .orElse("");
    }

    private static String packed(String text) {
        if (text.startsWith("\u001f\u008b")) {
            return "gzip";
        }
        if (text.startsWith("BZh")) {
            return "bzip2";
        }
        if (text.startsWith("\u00fd7zXZ\0")) {
            return "xz";
        }
        if (text.startsWith("\u0028\u00b5\u002f\u00fd")) {
            return "Zstandard";
        }
        return text.startsWith("7z\u00bc\u00af\u0027\u001c") ? "7-Zip" : "";
    }
}
