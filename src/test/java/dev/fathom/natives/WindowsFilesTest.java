package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.fathom.data.Datasets;
import dev.fathom.formats.WholeFile;
import dev.fathom.study.Study;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows' paths, ends of lines and lists of access, on a file system in memory that has them; WindowsTest runs the jar. */
class WindowsFilesTest {
    private static final String STUDY = "name: s\nsteps: 3\ngrid: {initializer: zeros, activation: relu, depth: 2}\n";

    private FileSystem windows;

    private Path home;

    @BeforeEach
    void open() throws IOException {
        windows = Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setAttributeViews("basic", "owner", "dos", "acl")
                .build());
        home = Files.createDirectories(windows.getPath("C:\\Users\\a b"));
    }

    @AfterEach
    void close() throws IOException {
        windows.close();
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name), text);
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String cache(Map<String, String> environment, String userHome) {
        return UserCache.folder(Platform.System.WINDOWS, environment, userHome, windows)
                .map(Path::toString)
                .orElse("none");
    }

    @Test
    void theCacheIsTheUsersLocalPart() {
        assertThat(cache(Map.of("LOCALAPPDATA", "D:\\local"), "C:\\Users\\a b")).isEqualTo("D:\\local\\fathom");
        assertThat(cache(Map.of(), "C:\\Users\\a b")).isEqualTo("C:\\Users\\a b\\AppData\\Local\\fathom");
        assertThat(cache(Map.of("LOCALAPPDATA", "\\no\\drive"), "?")).isEqualTo("none");
    }

    @Test
    @SuppressWarnings("unchecked")
    void aPrivateFolderIsTheUsersAlone() throws IOException {
        var attribute = Owner.privately(home);

        assertThat(attribute.name()).isEqualTo("acl:acl");
        List<AclEntry> list = (List<AclEntry>) attribute.value();
        assertThat(list).singleElement().satisfies(entry -> {
            assertThat(entry.principal().getName()).isEqualTo(System.getProperty("user.name"));
            assertThat(entry.permissions()).containsExactlyInAnyOrder(AclEntryPermission.values());
        });
    }

    @Test
    void aFileIsThereWholeUnderAnyPathThatLeadsToIt() throws IOException {
        Path report = home.resolve("seed study.html");
        WholeFile.write(report, out -> out.write("one".getBytes(StandardCharsets.UTF_8)));
        WholeFile.write(windows.getPath("c:/USERS/a b/seed study.html"), out -> out.write('2'));

        assertThat(Files.readString(report)).isEqualTo("2");
        assertThat(names(home)).containsExactly("seed study.html");
        assertThat(WholeFile.same(report, windows.getPath("C:\\Users\\.\\A B\\Seed Study.html")))
                .isTrue();
        assertThatThrownBy(() -> WholeFile.check(windows.getPath("C:\\missing\\r.html")))
                .hasMessage("C:\\missing\\r.html: cannot be written: its folder does not exist; make the folder first,"
                        + " or choose another place");
    }

    @Test
    void endsOfLinesAndTheMarkOfTheOrderOfBytesAreNotPartOfAStudy() throws IOException {
        Study study = Study.read(file("s.yaml", STUDY));

        assertThat(Study.read(file("crlf.yaml", STUDY.replace("\n", "\r\n")))).isEqualTo(study);
        assertThat(Study.read(file("notepad.yaml", "\uFEFF" + STUDY.replace("\n", "\r\n"))))
                .isEqualTo(study);
    }

    @Test
    void dataIsReadFromAPathWithADriveAndWithBothEndsOfLines() throws IOException {
        String rows = "a,b,label\n" + "1,2,x\n2,1,y\n3,4,x\n4,3,y\n".repeat(5);
        file("unix.csv", rows);
        file("d.csv", rows.replace("\n", "\r\n"));

        var absolute = Datasets.open("csv:C:\\Users\\a b\\d.csv,label=label", windows.getPath(""));
        var relative = Datasets.open("csv:unix.csv,label=label", home);

        assertThat(absolute.train().samples()).isEqualTo(16);
        assertThat(absolute.train().features()).isEqualTo(relative.train().features());
    }

    @Test
    void everySystemTakesTheNamesOfAStudysFiles() {
        assertThat(named("'lr: 0.1 <|> 1?'")).isEqualTo("lr_ 0.1 ___ 1_");
        assertThat(named("con.2")).isEqualTo("_con.2");
        assertThat(named("Größe 10^-3")).isEqualTo("Größe 10^-3");
    }

    private static String named(String name) {
        return Study.parse(STUDY.replace("name: s", "name: " + name)).fileName();
    }
}
