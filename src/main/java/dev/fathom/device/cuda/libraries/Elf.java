package dev.fathom.device.cuda.libraries;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A shared library of Linux (ELF, 64 bit, little-endian), as far as it takes to list what it exports and to make it
 * depend on another major version of a library. Offsets are those of the System V ABI and of the GNU symbol versions.
 */
final class Elf {
    private static final int MAGIC = 0x464C457F;
    private static final int DYNAMIC_SYMBOLS = 11;
    private static final int VERSIONS_NEEDED = 0x6FFFFFFE;
    private static final int SYMBOL_BYTES = 24;

    private final ByteBuffer file;
    private final List<Section> sections = new ArrayList<>();

    private record Section(int type, int offset, int size, int link) {}

    /** @throws IllegalArgumentException when the bytes are not such a library */
    Elf(ByteBuffer bytes) {
        file = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (file.limit() < 64 || file.getInt(0) != MAGIC) {
            throw new IllegalArgumentException("not an ELF library");
        }
        int table = (int) file.getLong(40);
        int entry = file.getShort(58);
        int count = Short.toUnsignedInt(file.getShort(60));
        for (int i = 0; i < count; i++) {
            int at = table + entry * i;
            sections.add(new Section(
                    file.getInt(at + 4),
                    (int) file.getLong(at + 24),
                    (int) file.getLong(at + 32),
                    file.getInt(at + 40)));
        }
    }

    private Section section(int type) {
        return sections.stream()
                .filter(section -> section.type() == type)
                .findFirst()
                .orElse(null);
    }

    private String text(int at) {
        StringBuilder text = new StringBuilder();
        for (int i = at; file.get(i) != 0; i++) {
            text.append((char) file.get(i));
        }
        return text.toString();
    }

    /** The names of the symbols that the library defines. */
    Set<String> exports() {
        Set<String> names = new HashSet<>();
        Section symbols = section(DYNAMIC_SYMBOLS);
        if (symbols == null) {
            return names;
        }
        int strings = sections.get(symbols.link()).offset();
        for (int at = symbols.offset(); at < symbols.offset() + symbols.size(); at += SYMBOL_BYTES) {
            boolean defined = file.getShort(at + 6) != 0;
            if (defined) {
                names.add(text(strings + file.getInt(at)));
            }
        }
        return names;
    }

    /**
     * Makes the library need {@code to} where it needed {@code from}, with the symbol versions of that name.
     *
     * @param to of the same length
     */
    void retarget(String from, String to) {
        if (from.length() != to.length()) {
            throw new IllegalArgumentException(from + " and " + to + " differ in length");
        }
        Section needed = section(VERSIONS_NEEDED);
        if (needed != null) {
            rehash(needed.offset(), sections.get(needed.link()).offset(), from, to);
        }
        Section symbols = section(DYNAMIC_SYMBOLS);
        if (symbols != null) {
            rename(sections.get(symbols.link()), from, to);
        }
    }

    /** Walks the libraries of which versions are needed, and the versions of each. */
    private void rehash(int first, int strings, String from, String to) {
        int library = first;
        while (true) {
            int version = library + file.getInt(library + 8);
            for (int i = file.getShort(library + 2); i > 0; i--) {
                if (text(strings + file.getInt(version + 8)).equals(from)) {
                    file.putInt(version, hash(to));
                }
                version += file.getInt(version + 12);
            }
            if (file.getInt(library + 12) == 0) {
                return;
            }
            library += file.getInt(library + 12);
        }
    }

    private void rename(Section strings, String from, String to) {
        byte[] name = to.getBytes(StandardCharsets.US_ASCII);
        int at = strings.offset();
        while (at < strings.offset() + strings.size()) {
            String text = text(at);
            if (text.equals(from)) {
                file.put(at, name);
            }
            at += text.length() + 1;
        }
    }

    /** The System V hash of a symbol version's name. */
    private static int hash(String name) {
        int hash = 0;
        for (char c : name.toCharArray()) {
            hash = (hash << 4) + c;
            int high = hash & 0xF0000000;
            hash = (hash ^ high >>> 24) & ~high;
        }
        return hash;
    }
}
