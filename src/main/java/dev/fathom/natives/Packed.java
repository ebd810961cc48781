package dev.fathom.natives;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

/**
 * The libraries of a bundle as the class path has them.
 *
 * @param key names their folder: other contents, another folder
 */
record Packed(String name, String key, List<Item> items, UnaryOperator<byte[]> change) {
    private static final String PART = "fathom-part-";

    record Item(URL url, String file, long size) {}

    /** @throws NativesException where one is not there */
    static Packed of(Bundle bundle, UnaryOperator<byte[]> change) {
        List<Item> items = new ArrayList<>();
        CRC32 key = new CRC32();
        for (Bundle.Library library : bundle.libraries()) {
            URL url = Packed.class.getResource("/" + library.resource());
            if (url == null) {
                throw new NativesException(
                        "this jar holds no " + library.resource(),
                        "build it on " + Platform.current() + ", or with -Pall-platforms");
            }
            try {
                items.add(item(url, library.file(), key));
            } catch (IOException e) {
                throw new NativesException(library.resource() + " cannot be read: " + e.getMessage(), "");
            }
        }
        return new Packed(
                bundle.name(), bundle.name() + "-" + Long.toHexString(key.getValue()), List.copyOf(items), change);
    }

    /** By the jar's own list where there is one: it has checked sums. */
    private static Item item(URL url, String file, CRC32 key) throws IOException {
        long size;
        long sum;
        URLConnection connection = url.openConnection();
        if (connection instanceof JarURLConnection jar) {
            size = jar.getJarEntry().getSize();
            sum = jar.getJarEntry().getCrc();
        } else {
            try (InputStream in = connection.getInputStream()) {
                byte[] bytes = in.readAllBytes();
                CRC32 crc = new CRC32();
                crc.update(bytes);
                size = bytes.length;
                sum = crc.getValue();
            }
        }
        key.update((file + " " + size + " " + sum + "\n").getBytes(StandardCharsets.UTF_8));
        return new Item(url, file, size);
    }

    long mebibytes() {
        return Math.max(1, items.stream().mapToLong(Item::size).sum() >> 20);
    }

    /** The folder of the libraries in {@code base}, whole. */
    Path into(Path base) throws IOException {
        Owner.requireTrusted(base);
        Path folder = base.resolve(key);
        if (!whole(folder)) {
            Claim.clean(base, PART);
            try (Claim part = Claim.make(base, PART)) {
                write(part.folder().resolve("whole"));
                put(part.folder(), folder);
            }
        }
        Owner.requireRunnable(folder.resolve(items.get(0).file()));
        return folder;
    }

    /** A cut file is one whose machine went down. */
    private boolean whole(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        Owner.requireTrusted(folder);
        for (Item item : items) {
            Path file = folder.resolve(item.file());
            if (!Files.isRegularFile(file) || Files.size(file) != item.size()) {
                return false;
            }
        }
        return true;
    }

    private void write(Path folder) throws IOException {
        Files.createDirectory(folder, Owner.privately(folder));
        for (Item item : items) {
            Path file = folder.resolve(item.file());
            try (InputStream in = item.url().openStream()) {
                Files.write(file, change.apply(in.readAllBytes()));
            }
            Owner.allowToRun(file);
        }
    }

    /** All at once. Where another process was quicker, its folder is as good. */
    private void put(Path part, Path folder) throws IOException {
        if (Files.exists(folder) && !whole(folder)) {
            Files.move(folder, part.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
        }
        try {
            Files.move(part.resolve("whole"), folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!whole(folder)) {
                throw e;
            }
        }
    }
}
