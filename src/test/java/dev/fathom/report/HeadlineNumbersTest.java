package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.store.Store;
import dev.fathom.store.StudyText;
import dev.fathom.study.TrialResult;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every number that a headline and its lines say comes out of the store by SQL that shares nothing with them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeadlineNumbersTest {
    /** The share of each cell at its best setting, and whether any of its trials trained. */
    private static final String CELLS = """
            WITH setting AS (
              SELECT activation, initializer, depth, AVG(verdict = 'trained') AS share, SUM(verdict = 'trained') AS trained
              FROM trials GROUP BY activation, initializer, depth, learning_rate),
            cell AS (
              SELECT activation, initializer, depth, MAX(share) >= 0.5 AS trains, SUM(trained) > 0 AS any
              FROM setting GROUP BY activation, initializer, depth)
            """;

    private Store store;
    private Connection sql;
    private Headline headline;
    private GroupedResults study;

    @BeforeAll
    void fill(@TempDir Path folder) throws SQLException {
        List<TrialResult> results = Fixture.study(
                List.of("he_normal", "glorot_normal", "naive_normal", "zeros"),
                List.of("relu", "tanh", "sigmoid"),
                List.of(2, 10, 30, 50),
                List.of(0.05, 0.2),
                4);
        Path file = folder.resolve("a.db");
        store = Store.forWriting(file, new StudyText("a", "", "name: a\n"));
        store.save(results, "test");
        List<FinishedTrial> read = new ArrayList<>();
        try (Store reading = Store.forReading(file, true)) {
            reading.forEach(result -> read.add(FinishedTrial.of(result)));
        }
        study = GroupedResults.of(read);
        headline = new Headline(study);
        sql = DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    @AfterAll
    void close() throws SQLException {
        sql.close();
        store.close();
    }

    @Test
    void theSentence() {
        String rest = headline.sentence();
        rest = check(
                rest,
                "At depth (\\d+), each at its best of (\\d+) settings, ",
                found -> List.of(
                        number(CELLS + "SELECT MAX(depth) FROM cell WHERE trains"),
                        number("SELECT COUNT(DISTINCT learning_rate) FROM trials")));
        rest = check(
                rest,
                "no (\\w+) network trains beyond depth (\\d+)",
                found -> List.of(
                        found.group(1),
                        number(CELLS + "SELECT MAX(depth) FROM cell WHERE any AND activation = ?", found.group(1))));
        rest = check(
                rest,
                "(\\w+) trains none beyond depth (\\d+)",
                found -> List.of(
                        found.group(1),
                        number(CELLS + "SELECT MAX(depth) FROM cell WHERE any AND initializer = ?", found.group(1))));
        rest = check(
                rest,
                "(\\d+) of (\\d+) networks trained",
                found -> List.of(
                        number("SELECT SUM(verdict = 'trained') FROM trials"), number("SELECT COUNT(*) FROM trials")));
        assertThat(rest)
                .as("nothing but these numbers: %s", headline.sentence())
                .doesNotContainPattern("\\d");
    }

    @Test
    void theLineOfEachActivation() {
        assertThat(headline.panels()).hasSize(3);
        for (String line : headline.panels()) {
            String activation = line.replaceFirst(":.*", "");
            String rest = check(
                    line,
                    "At depth (\\d+)",
                    found -> List.of(
                            number(CELLS + "SELECT MAX(depth) FROM cell WHERE trains AND activation = ?", activation)));
            rest = check(
                    rest,
                    "(\\d+) of (\\d+) initializers train",
                    found -> List.of(
                            number(
                                    CELLS
                                            + "SELECT COUNT(*) FROM cell AS here WHERE trains AND activation = ? AND depth ="
                                            + " (SELECT MAX(depth) FROM cell WHERE trains AND activation = here.activation)",
                                    activation),
                            number("SELECT COUNT(DISTINCT initializer) FROM trials WHERE activation = ?", activation)));
            rest = check(rest, "([\\w, ]+) trains? none beyond depth (\\d+)", found -> {
                String name = found.group(1).trim().replaceFirst(" and .*", "");
                return List.of(
                        found.group(1),
                        number(
                                CELLS + "SELECT MAX(depth) FROM cell WHERE any AND activation = ? AND initializer = ?",
                                activation,
                                name));
            });
            assertThat(rest).as("nothing but these numbers: %s", line).doesNotContainPattern("\\d");
        }
    }

    @Test
    void theLineOfTheLearningRates() {
        String line = headline.lines().get(0);
        String rest = check(
                line,
                "(0\\.\\d+) trains (\\d+) of (\\d+)",
                found -> List.of(
                        found.group(1),
                        number(
                                "SELECT SUM(verdict = 'trained') FROM trials WHERE learning_rate = CAST(? AS REAL)",
                                found.group(1)),
                        number("SELECT COUNT(*) FROM trials WHERE learning_rate = CAST(? AS REAL)", found.group(1))));
        assertThat(rest).isEqualTo("Learning rate , .");
    }

    @Test
    void everyCellOfTheMaps() throws SQLException {
        try (ResultSet rows = sql.createStatement().executeQuery(CELLS + "SELECT * FROM cell")) {
            int cells = 0;
            while (rows.next()) {
                String activation = rows.getString("activation");
                assertThat(study.cells().values())
                        .filteredOn(cell -> cell.panel().activation().equals(activation))
                        .filteredOn(cell -> cell.initializer().equals(text(rows, "initializer")))
                        .filteredOn(cell -> text(rows, "depth").equals(String.valueOf(cell.depth())))
                        .singleElement()
                        .satisfies(cell -> assertThat(cell.trains())
                                .isEqualTo(text(rows, "trains").equals("1")));
                cells++;
            }
            assertThat(study.cells()).hasSize(cells);
        }
    }

    /** Takes what the pattern finds out of the text, if its groups are as expected. */
    private static String check(String text, String pattern, Function<Matcher, List<String>> expected) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        StringBuilder rest = new StringBuilder();
        while (found.find()) {
            List<String> groups = new ArrayList<>();
            for (int i = 1; i <= found.groupCount(); i++) {
                groups.add(found.group(i));
            }
            assertThat(groups).as(found.group()).isEqualTo(expected.apply(found));
            found.appendReplacement(rest, "");
        }
        return found.appendTail(rest).toString();
    }

    private String number(String query, String... values) {
        try (PreparedStatement statement = sql.prepareStatement(query)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                return result.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    private static String text(ResultSet row, String column) {
        try {
            return row.getString(column);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
