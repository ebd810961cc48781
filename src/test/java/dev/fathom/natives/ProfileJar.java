package dev.fathom.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The jar that Maven makes under a profile, built from a copy of the sources. */
record ProfileJar(Path file) {
    /** @param profiles as Maven's option {@code -P} takes them */
    static ProfileJar build(Path folder, String profiles) throws IOException, InterruptedException {
        copy(Path.of("pom.xml"), folder);
        copy(Path.of(".mvn"), folder);
        copy(Path.of("src/main"), folder);
        Path log = folder.resolve("log");
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-q",
                        "-B",
                        "-ntp",
                        "-Dmaven.test.skip=true",
                        "-Dspotless.check.skip=true",
                        "-P",
                        profiles,
                        "package")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!maven.waitFor(15, TimeUnit.MINUTES) || maven.exitValue() != 0) {
            maven.destroyForcibly();
            throw new IllegalStateException("mvn -P " + profiles + " failed: " + Files.readString(log));
        }
        return new ProfileJar(folder.resolve("target/fathom.jar"));
    }

    private static void copy(Path source, Path into) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(source)) {
            files = walk.toList();
        }
        for (Path file : files) {
            Path target = into.resolve(file);
            Files.createDirectories(Files.isDirectory(file) ? target : target.getParent());
            if (!Files.isDirectory(file)) {
                Files.copy(file, target);
            }
        }
    }

    /** Entries that are libraries of some system. */
    Set<String> natives() throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches(".*\\.(so(\\.\\d+)?|dylib|dll|jnilib|obj|lib|exp|a)"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
