package dev.fathom.formats;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Arrays in files, the format by the ending: {@code .safetensors}, {@code .npz} (one archive), {@code .npy}. As an npy
 * file holds one array, {@code w.npy} stands for the files {@code w.NAME.npy}, one for each array.
 */
public final class ArrayFiles {
    private static final String NPY = ".npy";

    private ArrayFiles() {}

    /** Whether {@link #write} knows the ending. */
    public static boolean knows(Path file) {
        return List.of(".safetensors", ".npz", NPY).contains(ending(file));
    }

    /** The arrays of one npz archive. */
    public static OpenArrays openNpz(Path file) throws IOException {
        ZipFile zip = new ZipFile(file.toFile());
        try {
            List<StoredArray> arrays = new ArrayList<>();
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().endsWith(NPY)) {
                    arrays.add(Npy.open(file, stem(entry.getName()), () -> zip.getInputStream(entry)));
                }
            }
            return new OpenArrays(file, arrays, Map.of(), false, List.of(zip));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    /** The npy files that a name stands for: the file itself, or {@code w.NAME.npy} for {@code w.npy}. */
    public static OpenArrays openNpy(Path file) throws IOException {
        return Files.exists(file)
                ? openNpy(file, List.of(file), false)
                : openNpy(file, some(folder(file), stem(file) + "."), false);
    }

    /** The npy files of a folder, in natural order. */
    public static OpenArrays openFolder(Path folder) throws IOException {
        return openNpy(folder, some(folder, ""), false);
    }

    /** Npy files in the order given. */
    public static OpenArrays openNpy(Path place, List<Path> files, boolean ordered) throws IOException {
        List<StoredArray> arrays = new ArrayList<>();
        for (Path file : files) {
            arrays.add(Npy.open(file, stem(file), () -> new BufferedInputStream(Files.newInputStream(file))));
        }
        return new OpenArrays(place, arrays, Map.of(), ordered, List.of());
    }

    private static List<Path> some(Path folder, String prefix) throws IOException {
        List<Path> files = inFolder(folder, prefix);
        if (files.isEmpty()) {
            throw new FormatException(folder, "holds no " + prefix + "*.npy");
        }
        return files;
    }

    private static List<Path> inFolder(Path folder, String prefix) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (ending(entry).equals(NPY) && entry.getFileName().toString().startsWith(prefix)) {
                    files.add(folder.resolve(entry.getFileName()));
                }
            }
        }
        files.sort((a, b) -> NaturalOrder.INSTANCE.compare(stem(a), stem(b)));
        return files;
    }

    /**
     * Writes arrays of float32.
     *
     * @param metadata kept by safetensors alone
     * @return the files written
     */
    public static List<Path> write(Path file, List<Array> arrays, Map<String, String> metadata) {
        List<Path> files = check(file, arrays.stream().map(Array::name).toList());
        if (ending(file).equals(NPY)) {
            Map<Path, WholeFile.Content> contents = new LinkedHashMap<>();
            for (int i = 0; i < files.size(); i++) {
                Array array = arrays.get(i);
                contents.put(files.get(i), out -> Npy.write(out, array));
            }
            WholeFile.writeAll(contents);
            return files;
        }
        WholeFile.write(file, out -> {
            if (ending(file).equals(".npz")) {
                writeNpz(out, arrays);
            } else {
                Safetensors.write(out, arrays, metadata);
            }
        });
        return files;
    }

    /**
     * Finds out whether arrays of these names can be written, before there are any.
     *
     * @return the files that would be written
     * @throws IllegalArgumentException where they cannot, or where npy files of another set would read as part of this one
     */
    public static List<Path> check(Path file, List<String> names) {
        List<Path> files = List.of(file);
        if (ending(file).equals(NPY)) {
            files = names.stream()
                    .map(name -> folder(file).resolve(stem(file) + "." + name + NPY))
                    .toList();
            files.subList(0, Math.min(1, files.size())).forEach(WholeFile::check);
            requireNoOthers(file, files);
        } else {
            WholeFile.check(file);
        }
        return files;
    }

    private static void requireNoOthers(Path file, List<Path> files) {
        try {
            for (Path other : inFolder(folder(file), stem(file) + ".")) {
                if (!files.contains(other)) {
                    throw new FormatException(
                            other,
                            "is of another network and would read as part of this one; remove it, or choose another name");
                }
            }
        } catch (IOException e) {
            throw new FormatException(file, "its folder cannot be read: " + e.getMessage());
        }
    }

    private static void writeNpz(OutputStream out, List<Array> arrays) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        zip.setLevel(Deflater.NO_COMPRESSION);
        for (Array array : arrays) {
            ZipEntry entry = new ZipEntry(array.name() + NPY);
            entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // equal arrays make equal files
            zip.putNextEntry(entry);
            Npy.write(zip, array);
            zip.closeEntry();
        }
        zip.finish();
    }

    private static Path folder(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** With its dot and in small letters; empty where there is none. */
    public static String ending(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.contains(".") ? name.substring(name.lastIndexOf('.')) : "";
    }

    private static String stem(Path file) {
        return stem(file.getFileName().toString());
    }

    private static String stem(String name) {
        return name.substring(0, name.length() - NPY.length());
    }
}
