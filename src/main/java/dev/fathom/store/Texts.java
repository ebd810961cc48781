package dev.fathom.store;

import dev.fathom.study.Study;
import dev.fathom.study.StudyException;
import dev.fathom.study.Trial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The texts that a study has had, the present one last, and the finished trials that it asks for no more. */
final class Texts {
    /** Of the trials of this study; no store before schema 6 has others. */
    static final String PRESENT = "t.trial NOT IN (SELECT trial FROM dropped)";

    private Texts() {}

    static List<StudyText> all(Connection connection, String database) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(
                        "SELECT name, question, text, created_at FROM " + database + ".study ORDER BY rowid")) {
            List<StudyText> texts = new ArrayList<>();
            while (row.next()) {
                texts.add(new StudyText(
                        RowReader.text(row, 1),
                        RowReader.text(row, 2),
                        RowReader.text(row, 3),
                        RowReader.text(row, 4)));
            }
            return texts;
        }
    }

    static void add(Connection connection, StudyText text) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO study (name, question, text, created_at) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, text.name());
            insert.setString(2, text.question());
            insert.setString(3, text.text());
            insert.setString(4, text.since());
            insert.execute();
        }
    }

    /** Puts aside the finished trials that are not of these. */
    static void keepOnly(Connection connection, Collection<Trial> wanted) throws SQLException {
        Set<String> names = wanted.stream().map(Trial::id).collect(Collectors.toSet());
        try (Statement sql = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO dropped (trial) VALUES (?)")) {
            sql.execute("DELETE FROM dropped");
            try (ResultSet row = sql.executeQuery("SELECT trial FROM trial")) {
                while (row.next()) {
                    if (!names.contains(row.getString(1))) {
                        insert.setString(1, row.getString(1));
                        insert.addBatch();
                    }
                }
            }
            insert.executeBatch();
        }
    }

    /**
     * Takes over the texts of an attached store, named {@code source}, by their dates: the latest of both is the present
     * one, whatever the order in which stores are merged.
     *
     * @throws StudyException where the texts differ and the present one is none that this version reads
     */
    static void join(Connection connection) throws SQLException {
        List<StudyText> here = all(connection, "main");
        List<StudyText> both = new ArrayList<>(here);
        both.addAll(all(connection, "source"));
        both.sort(Comparator.comparing(Texts::date));
        List<StudyText> joined = new ArrayList<>();
        for (StudyText text : both) {
            if (joined.isEmpty() || !joined.get(joined.size() - 1).text().equals(text.text())) {
                joined.add(text);
            }
        }
        if (joined.equals(here) && joined.size() == 1) {
            return;
        }
        try (Statement sql = connection.createStatement()) {
            sql.execute("DELETE FROM study");
        }
        for (StudyText text : joined) {
            add(connection, text);
        }
        if (joined.size() > 1) {
            keepOnly(
                    connection,
                    Study.parse(joined.get(joined.size() - 1).text()).trials());
        }
    }

    private static Instant date(StudyText text) {
        try {
            return Instant.parse(text.since());
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
