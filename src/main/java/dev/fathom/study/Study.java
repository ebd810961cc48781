package dev.fathom.study;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a user asks: the trials, and how to look at them.
 *
 * @param name short, used for files and titles
 * @param question what the study is to answer, shown in the report
 * @param trials without repetitions, in the order of the file
 * @param measuredSteps steps at which all layers are measured; 0 is initialization
 * @param text the file, kept in the store
 * @param notes what the file says in a former spelling, a line each
 */
public record Study(
        String name,
        String question,
        List<Trial> trials,
        List<Integer> measuredSteps,
        String text,
        List<String> notes) {
    private static final String SEED_STUDY = "seed-study";
    private static final String SMALL_SEED_STUDY = "seed-study-small.yaml";
    private static final List<String> BUILT_IN = List.of(SEED_STUDY, "networks");

    public Study {
        trials = List.copyOf(trials);
        measuredSteps = List.copyOf(measuredSteps);
    }

    /** The name as its files have it, which every system takes: of Windows' signs none, nor a name of its devices. */
    public String fileName() {
        String plain = name.replaceAll("[<>:\"|?*]", "_");
        return plain.matches("(?i)(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?") ? "_" + plain : plain;
    }

    /** @throws StudyException in one line, with line and column, where the file is not a valid study */
    public static Study read(Path file) {
        try {
            return StudyReader.read(file.getFileName().toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new StudyException(file + ": no such file; without a file, sweep runs the built-in seed study");
        } catch (MalformedInputException e) {
            throw new StudyException(file + ": not a text in UTF-8");
        } catch (IOException e) {
            throw new StudyException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /**
     * A study from its YAML.
     *
     * @throws StudyException in one line, with line and column, where the text is not a valid study
     */
    public static Study parse(String text) {
        return StudyReader.read("study", text);
    }

    /** The built-in study on the embedded digits. */
    public static Study seedStudy() {
        return builtIn(SEED_STUDY);
    }

    /**
     * One of those that come with the program, all on the embedded digits: {@code seed-study}, of dense networks, or
     * {@code networks}, of convolutions and transformers.
     *
     * @throws StudyException in one line, where none has this name
     */
    public static Study builtIn(String name) {
        if (!BUILT_IN.contains(name)) {
            throw new StudyException(
                    "unknown built-in study '" + name + "'; use one of " + String.join(", ", BUILT_IN));
        }
        String file = name + ".yaml";
        return StudyReader.read(file, text(file));
    }

    /** Whether a text is that of a built-in study with this name. */
    public static boolean isBuiltIn(String name, String text) {
        return BUILT_IN.contains(name) && text(name + ".yaml").equals(text);
    }

    /** An eighth of it, for machines without native products. */
    public static Study smallSeedStudy() {
        return StudyReader.read(SMALL_SEED_STUDY, text(SMALL_SEED_STUDY));
    }

    private static String text(String resource) {
        try (InputStream in = Study.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
