package dev.fathom.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void leavesNarrowTablesAsTheyAre() {
        assertThat(text(List.of("name", "loss"), List.of(List.of("he", 0.25), List.of("lecun", 12.5))))
                .isEqualTo("name     loss\nhe     0.2500\nlecun   12.50\n");
    }

    @Test
    void foldsLongTextsAtSpaces() {
        String statement = "Weights drawn from a normal law of deviation 0.01 make the signal vanish "
                .repeat(3)
                .strip();
        String text = text(List.of("name", "statement", "figure"), List.of(List.of("a-claim", statement, 1.5)));
        assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(text.replaceAll("\\s+", " ")).contains("make the signal vanish Weights");
    }

    @Test
    void movesColumnsThatDoNotFitBelowWithTheFirstColumnAndTheirQualifiers() {
        List<String> columns = List.of(
                "layer",
                "second_moment",
                "theory",
                "off",
                "variance_of_units",
                "gradient_ratio",
                "theory",
                "off",
                "weight_gradient");
        List<Object> row = List.of(7, 0.5, 0.5, "!", 0.25, 0.125, 0.12, "", 1e-9);
        String text = text(columns, List.of(row));
        List<String> lines = text.lines().toList();
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(lines.get(0).trim().split(" +"))
                .containsExactly("layer", "second_moment", "theory", "off", "variance_of_units");
        assertThat(lines.get(2)).isEmpty();
        assertThat(lines.get(3).trim().split(" +"))
                .containsExactly("layer", "gradient_ratio", "theory", "off", "weight_gradient");
        assertThat(lines.get(4)).startsWith("    7  ");
    }

    @Test
    void coloursOnlyWhereAsked() {
        List<List<Object>> rows = List.of(List.of("x", new Painted("+ 97%", Painted.Colour.GOOD), "end"));
        List<String> columns = List.of("a", "mark of it", "z");
        assertThat(new TextTable(columns, rows, false).text()).isEqualTo("a  mark of it  z\nx  + 97%       end\n");
        assertThat(new TextTable(columns, rows, true).text())
                .isEqualTo("a  mark of it  z\nx  \u001b[32m+ 97%\u001b[0m       end\n");
    }

    private static String text(List<String> columns, List<List<Object>> rows) {
        return new TextTable(columns, rows, false).text();
    }
}
