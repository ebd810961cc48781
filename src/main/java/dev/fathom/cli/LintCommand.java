package dev.fathom.cli;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.formats.OpenArrays;
import dev.fathom.formats.models.ModelFiles;
import dev.fathom.lint.Expectation;
import dev.fathom.lint.Finding;
import dev.fathom.lint.Linter;
import dev.fathom.lint.Row;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        description =
                "Reviews the initialization of any model file: each tensor's role and law, and what does not fit. Of a store of recorded runs: each layer's signals, and what does not fit in them.",
        footer = {
            "",
            "Exit code 1 says that a tensor is not as --expect has it; findings alone leave it at 0.",
            "",
            "Handbook: src/site/markdown/models.md"
        })
final class LintCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Model file or folder of any format that probe --model reads, or .npy files; or a recorder's store.")
    private List<Path> files;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "Judges the gain of layers without normalization by this activation.")
    private String activation;

    @Option(
            names = "--expect",
            paramLabel = "LAWS",
            description = {
                "Laws that tensors must have, by role or by pattern of names, such as",
                "\"dense: kaiming_normal_, embedding: normal(0, 0.02), *.head.weight: zeros\"."
            })
    private String expect;

    @Mixin
    private FormatOption format;

    /** A tensor that is not as expected. */
    private record Breach(String tensor, String expected, String found) {}

    @Override
    public Integer call() throws IOException {
        if (RecordedLint.isStore(files.get(0))) {
            if (files.size() > 1 || expect != null || activation != null) {
                throw new IllegalArgumentException(files.get(0)
                        + ": is a store of recorded runs, which lint reads alone and without other options");
            }
            RecordedLint.print(files.get(0), format.get());
            return 0;
        }
        List<Expectation> expectations = expect == null ? List.of() : Expectation.parse(expect);
        Optional<Activation> function = Optional.ofNullable(activation).map(Activations::parse);
        List<Row> rows;
        try (OpenArrays model = ModelFiles.open(files)) {
            rows = Linter.rows(model);
        }
        List<Finding> findings = new ArrayList<>(Linter.findings(rows, function));
        List<Breach> breaches = new ArrayList<>();
        for (Expectation expectation : expectations) {
            List<Row> covered = rows.stream().filter(expectation::covers).toList();
            if (covered.isEmpty()) {
                throw new IllegalArgumentException("--expect: no tensor of " + files.get(0) + " is '"
                        + expectation.who() + "'; there are the roles " + roles(rows));
            }
            expectation.idleTruncation(covered).ifPresent(findings::add);
            covered.forEach(row -> expectation
                    .breach(row)
                    .ifPresent(found -> breaches.add(
                            new Breach(row.name(), expectation.initializer().spec(), found))));
        }
        print(rows, findings, breaches, !expectations.isEmpty());
        return breaches.isEmpty() ? 0 : 1;
    }

    private static String roles(List<Row> rows) {
        return rows.stream().map(row -> row.role().word()).distinct().collect(Collectors.joining(", "));
    }

    private void print(List<Row> rows, List<Finding> findings, List<Breach> breaches, boolean expected) {
        switch (format.get()) {
            case json -> {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("file", files.get(0).toString());
                json.put("tensors", rows.stream().map(LintCommand::json).toList());
                json.put("findings", findings);
                json.put("failures", breaches);
                Json.print(json, System.out);
            }
            case csv -> table(rows, true).print(Format.csv, System.out);
            default -> {
                table(rows, false).print(Format.text, System.out);
                System.out.println();
                if (findings.isEmpty()) {
                    System.out.println("Nothing found.");
                }
                findings.forEach(finding -> System.out.println(finding.kind() + ": " + finding.text() + "."));
                breaches.forEach(breach -> System.out.println(
                        "FAILED: " + breach.tensor() + " " + breach.found() + ", not " + breach.expected() + "."));
                if (expected && breaches.isEmpty()) {
                    System.out.println("All tensors are as expected.");
                }
            }
        }
    }

    /** @param whole with the type, and with the law beside the call that draws it */
    private static Table table(List<Row> rows, boolean whole) {
        List<String> columns =
                new ArrayList<>(List.of("tensor", "role", "shape", "fan_in", "fan_out", "mean", "sigma"));
        columns.addAll(List.of("gain", "cut", "p", "law"));
        if (whole) {
            columns.addAll(List.of("call", "type"));
        }
        Table table = new Table(columns, new ArrayList<>());
        for (Row row : rows) {
            boolean judged = row.law() != null;
            String law = judged ? row.law().text() : row.survey() == null ? "not read" : "not finite";
            String call = judged ? row.law().call().orElse("") : "";
            List<Object> cells = new ArrayList<>();
            cells.add(row.name());
            cells.add(row.role().word());
            cells.add(row.header().shape().stream().map(String::valueOf).collect(Collectors.joining("x")));
            cells.add(row.fans().in() == 0 ? "-" : row.fans().in());
            cells.add(row.fans().out() == 0 ? "-" : row.fans().out());
            cells.add(row.mean());
            cells.add(row.sigma());
            cells.add(row.gain());
            cells.add(judged ? row.law().truncation() : Double.NaN);
            cells.add(judged ? row.law().pValue() : Double.NaN);
            cells.add(whole || call.isEmpty() ? law : call);
            if (whole) {
                cells.add(call);
                cells.add(row.header().type());
            }
            table.rows().add(cells);
        }
        return table;
    }

    private static Map<String, Object> json(Row row) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", row.name());
        json.put("role", row.role().word());
        json.put("type", row.header().type());
        json.put("shape", row.header().shape());
        json.put("fan_in", row.fans().in() == 0 ? null : row.fans().in());
        json.put("fan_out", row.fans().out() == 0 ? null : row.fans().out());
        json.put("mean", row.mean());
        json.put("sigma", row.sigma());
        json.put("gain", row.gain());
        json.put("law", row.law() == null ? null : row.law().family().name().toLowerCase(java.util.Locale.ROOT));
        json.put("text", row.law() == null ? null : row.law().text());
        json.put("truncation", row.law() == null ? null : row.law().truncation());
        json.put("p_value", row.law() == null ? null : row.law().pValue());
        json.put("call", row.law() == null ? null : row.law().call().orElse(null));
        return json;
    }
}
