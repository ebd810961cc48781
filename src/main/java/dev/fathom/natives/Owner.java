package dev.fathom.natives;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whose files may be loaded into this process: the user's own and root's, which nobody else may write. */
final class Owner {
    private static final Set<PosixFilePermission> OTHERS_WRITE =
            EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private Owner() {}

    /** What makes a new folder private: mode 0700, and where there are no such modes the user's name alone on its list. */
    static FileAttribute<?> privately(Path where) throws IOException {
        Set<String> views = where.getFileSystem().supportedFileAttributeViews();
        if (views.contains("posix")) {
            return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        }
        List<AclEntry> alone = List.of(AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(named(where.getFileSystem()))
                .setFlags(AclEntryFlag.DIRECTORY_INHERIT, AclEntryFlag.FILE_INHERIT)
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .build());
        return new FileAttribute<List<AclEntry>>() {
            @Override
            public String name() {
                return "acl:acl";
            }

            @Override
            public List<AclEntry> value() {
                return alone;
            }
        };
    }

    /** Windows does not find by name every user that it lets in. */
    private static UserPrincipal named(FileSystem system) throws IOException {
        try {
            return system.getUserPrincipalLookupService().lookupPrincipalByName(System.getProperty("user.name"));
        } catch (UserPrincipalNotFoundException e) {
            return user();
        }
    }

    static void allowToRun(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Linux says of every file where programs may not run that it is not one. */
    static void requireRunnable(Path file) throws IOException {
        if (!Files.isExecutable(file)) {
            throw new IOException("mounted noexec");
        }
    }

    /** @throws IOException that says why, where another user could have put something there */
    static void requireTrusted(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return; // the user's own part of the machine, by the lists of Windows
        }
        PosixFileAttributes attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
            throw new IOException("no folder");
        }
        if (!attributes.owner().equals(user()) && !root(folder)) {
            throw new IOException("it belongs to " + attributes.owner().getName());
        }
        if (attributes.permissions().stream().anyMatch(OTHERS_WRITE::contains)) {
            throw new IOException("others may write it");
        }
    }

    private static boolean root(Path folder) throws IOException {
        return Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    /** The user of this process, who need not have a name. */
    private static UserPrincipal user() throws IOException {
        Path process = Path.of("/proc/self");
        if (Files.exists(process)) {
            return Files.getOwner(process);
        }
        Path mine = Files.createTempFile("fathom", null);
        try {
            return Files.getOwner(mine);
        } finally {
            Files.delete(mine);
        }
    }
}
