package dev.fathom.cli.sweep;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a sweep closes: the rate that wins in each cell, and what to use, as its own table of trials has them. */
class OutcomeTest {
    @TempDir
    private Path folder;

    @Test
    void theGridNamesTheRateAndEndsWithWhatToUse() throws IOException {
        Path study = Files.writeString(folder.resolve("closing.yaml"), """
                name: closing
                width: 16
                steps: 80
                grid:
                  initializer: [he_normal, zeros]
                  activation: [relu, sigmoid]
                  depth: [2, 3]
                  learning_rate: [0.001, 0.2]
                  seed: range(2)
                """);
        Path store = folder.resolve("closing.db");
        String out = fathom(
                        "sweep",
                        study.toString(),
                        "--store",
                        store.toString(),
                        "--report",
                        folder.resolve("closing.html").toString(),
                        "--device",
                        "cpu")
                .out();
        Path csv = folder.resolve("trials.csv");
        fathom("export", store.toString(), "--to", csv.toString());
        List<String> rows = Files.readAllLines(csv);
        List<String> header = Arrays.asList(rows.get(0).split(","));
        long trained = rows.stream()
                .map(row -> row.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .filter(row -> row[header.indexOf("activation")].equals("relu")
                        && row[header.indexOf("initializer")].equals("he_normal")
                        && row[header.indexOf("depth")].equals("3")
                        && row[header.indexOf("learning_rate")].equals("0.2")
                        && row[header.indexOf("verdict")].equals("trained"))
                .count();
        assertThat(trained).as("the premise").isEqualTo(2);
        String relu = out.substring(out.indexOf("\nrelu"), out.indexOf("\nsigmoid"));
        assertThat(relu).containsPattern("he_normal +\\+ [^+]*% b +\\+ [^+]*% b");
        assertThat(relu.lines()
                        .filter(line -> line.startsWith("zeros"))
                        .findFirst()
                        .orElseThrow())
                .doesNotContainPattern("% [ab]");
        assertThat(relu).contains("Use he_normal at learning rate 0.2: 2 of 2 networks of depth 3 train.");
        assertThat(out.lines())
                .allSatisfy(line ->
                        assertThat(line.replace(folder.toString(), "").length()).isLessThanOrEqualTo(80));
    }
}
