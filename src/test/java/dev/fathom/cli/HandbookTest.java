package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.advise.Diagnosis;
import dev.fathom.study.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the README and the handbook say of commands, verdicts and the library is so. */
class HandbookTest {
    @TempDir
    Path folder;

    private static final Path PAGES = Path.of("src/site/markdown");

    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    /** The README and every page, one after the other. */
    private static String all() throws IOException {
        StringBuilder text = new StringBuilder(readme());
        for (Path page : pages()) {
            text.append('\n').append(Files.readString(page));
        }
        return text.toString();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            return pages.sorted().toList();
        }
    }

    @Test
    void theReadmeIsShortAndLinksEveryPage() throws IOException {
        assertThat(readme().lines().count()).isLessThanOrEqualTo(200);
        for (Path page : pages()) {
            assertThat(readme()).contains("(" + page.toString().replace('\\', '/') + ")");
        }
    }

    /** Links within the repository lead to files, and to headings of them. */
    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<Path> texts = new ArrayList<>(pages());
        texts.add(Path.of("README.md"));
        for (Path text : texts) {
            Matcher link =
                    Pattern.compile("\\]\\(([^)#\\s:]*)(?:#([^)\\s]+))?\\)").matcher(Files.readString(text));
            while (link.find()) {
                Path target = link.group(1).isEmpty() ? text : text.resolveSibling(link.group(1));
                assertThat(target).as(text + ": " + link.group()).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target)).as(text + ": " + link.group()).contains(link.group(2));
                }
            }
        }
    }

    private static List<String> anchors(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /** The last line of a command's help names the page that explains it. */
    @Test
    void everyHelpEndsWithItsPage() {
        new CommandLine(Fathom.class)
                .getSubcommands()
                .forEach((name, command) -> assertThat(Path.of(command.getUsageMessage(CommandLine.Help.Ansi.OFF)
                                .strip()
                                .replaceFirst("(?s).*\\nHandbook: ", "")))
                        .as(name)
                        .exists());
    }

    @Test
    void everyCommandIsMentioned() throws IOException {
        for (String command : new CommandLine(Fathom.class).getSubcommands().keySet()) {
            assertThat(readme()).containsPattern("`" + command + "[ `]");
        }
    }

    /** Wherever a command stands with flags, in a listing or in a sentence, it has them. */
    @Test
    void everyFlagExists() throws IOException {
        CommandLine fathom = new CommandLine(Fathom.class);
        String names = String.join("|", fathom.getSubcommands().keySet());
        Matcher use = Pattern.compile("(?:fathom(?:\\.jar|:[\\w.-]+)? |`)(" + names + ") ([^`\\n]*--[^`\\n]*)")
                .matcher(all());
        Set<String> unknown = new TreeSet<>();
        int seen = 0;
        while (use.find()) {
            Set<String> known = options(fathom.getSubcommands().get(use.group(1)));
            for (Matcher flag = Pattern.compile("--[a-z][a-z0-9-]*").matcher(use.group(2)); flag.find(); seen++) {
                if (!known.contains(flag.group())) {
                    unknown.add(use.group(1) + " " + flag.group());
                }
            }
        }
        assertThat(unknown).isEmpty();
        assertThat(seen).isGreaterThan(10);
    }

    /** Of a command and those below it. */
    private static Set<String> options(CommandLine command) {
        Set<String> options =
                new TreeSet<>(command.getCommandSpec().optionsMap().keySet());
        command.getSubcommands().values().forEach(below -> options.addAll(options(below)));
        return options;
    }

    @Test
    void everyVerdictAndStateIsDefined() throws IOException {
        String verdicts = section(all(), "## Verdicts");
        for (Verdict verdict : Verdict.values()) {
            assertThat(verdicts).containsPattern("(?m)^\\| " + verdict.word() + " \\| \\S");
        }
        for (Diagnosis.State state : Diagnosis.State.values()) {
            assertThat(all()).contains("| " + state + " | " + state.rule() + " |\n");
        }
    }

    private static String section(String text, String heading) {
        int start = text.indexOf(heading + "\n");
        assertThat(start).isNotNegative();
        return text.substring(start, text.indexOf("\n## ", start + 1));
    }

    /** Each Java listing is a class with a main method: it compiles without a warning and prints something. */
    @Test
    void everyJavaListingRuns() throws Exception {
        List<String> listings = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(all())
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(listings).isNotEmpty();
        for (String listing : listings) {
            assertThat(run(listing)).isNotBlank();
        }
    }

    private String run(String listing) throws Exception {
        Matcher name = Pattern.compile("class (\\w+)").matcher(listing);
        assertThat(name.find()).isTrue();
        JavaFileObject source =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignored) {
                        return listing;
                    }
                };
        StringWriter complaints = new StringWriter();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> options =
                List.of("-d", folder.toString(), "-cp", path, "-Xlint:all,-classfile,-processing,-path", "-proc:none");
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(complaints, null, null, options, null, List.of(source))
                .call();
        assertThat(compiled).as(complaints.toString()).isTrue();
        assertThat(complaints.toString()).isEmpty();
        PrintStream out = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(
                new java.net.URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            loader.loadClass(name.group(1)).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(out);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
