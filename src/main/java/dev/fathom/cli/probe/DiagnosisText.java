package dev.fathom.cli.probe;

import dev.fathom.advise.Candidate;
import dev.fathom.advise.Diagnosis;
import dev.fathom.advise.Drift;
import dev.fathom.advise.Explanation;
import dev.fathom.advise.Remedies;
import dev.fathom.advise.Remedies.Remedy;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a probe ends: what happens, from which layer, why, and what would help.
 *
 * @param better initializers that theory places clearly ahead, where the present one holds
 * @param remedies where it does not
 */
record DiagnosisText(Diagnosis diagnosis, List<Candidate> better, List<Remedy> remedies) {
    private static final int SHOWN = 3;

    void print() {
        lines().forEach(line -> System.out.println(Printable.line(line)));
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.addAll(Paragraph.of("Through the hidden layers: " + diagnosis.present() + "."));
        Explanation.of(diagnosis).forEach(sentence -> lines.addAll(Paragraph.of(sentence)));
        if (diagnosis.holds()) {
            lines.addAll(
                    Paragraph.of("Every layer is sound: signals and gradients neither vanish nor explode, few units"
                            + " are dead or saturated, and inputs stay apart."));
            if (!better.isEmpty()) {
                lines.addAll(Paragraph.of("Better by theory: "
                        + better.stream()
                                .limit(SHOWN)
                                .map(candidate -> candidate.initializer().spec() + " (" + candidate.predicted() + ")")
                                .collect(Collectors.joining("; "))
                        + "."));
            }
        } else {
            lines.addAll(help());
        }
        lines.add(
                !diagnosis.architecture().isDense()
                        ? "Whether it trains:"
                        : "Whether it trains, and what trains best:");
        lines.addAll(Paragraph.command("  ", advise()));
        return lines;
    }

    private List<String> help() {
        if (remedies.isEmpty()) {
            return Paragraph.of(
                    "No initializer, activation or depth that was probed holds signals and gradients here.");
        }
        List<String> lines = new ArrayList<>(
                Paragraph.of((remedies.get(0).change().isEmpty() ? "" : "No initializer of these layers helps. ")
                        + "What holds signals and gradients, each by a probe of its own:"));
        for (Remedy remedy : remedies) {
            lines.addAll(Paragraph.of(
                    "- " + (remedy.change().isEmpty() ? "" : remedy.change() + ", ")
                            + remedy.initializer().spec() + " (" + remedy.drift() + "):",
                    "  "));
            lines.addAll(Paragraph.command("    ", "fathom probe " + remedy.options()));
        }
        return lines;
    }

    private String advise() {
        List<Integer> widths = diagnosis.shape().widths();
        String architecture = diagnosis.architecture().toString();
        // advice is for networks that it prints code for
        return (!diagnosis.architecture().isDense()
                        ? "fathom train --init glorot_uniform --optimizer adam --lr 0.001 --activation "
                        : "fathom advise --activation ")
                + Remedies.quoted(diagnosis.activation().spec())
                + (architecture.equals("plain") ? "" : " --architecture " + Remedies.quoted(architecture))
                + " --depth " + widths.size() + " --width " + widths.get(0);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sound", diagnosis.isSound());
        json.put("holds", diagnosis.holds());
        json.put("drift", json(diagnosis.present()));
        json.put("findings", Explanation.of(diagnosis));
        json.put(
                "layers",
                diagnosis.findings().stream()
                        .map(finding -> Map.of(
                                "layer", finding.layer(),
                                "sigma_w", finding.sigmaW(),
                                "state", finding.state(),
                                "state_of", finding.of()))
                        .toList());
        json.put("better", better.stream().map(c -> c.initializer().spec()).toList());
        json.put(
                "remedies",
                remedies.stream()
                        .map(remedy -> Map.of(
                                "change", remedy.change(),
                                "command", "fathom probe " + remedy.options(),
                                "drift", json(remedy.drift())))
                        .toList());
        json.put("next", advise());
        return json;
    }

    private static Map<String, Object> json(Drift drift) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("length", finite(drift.length()));
        json.put("gradient", finite(drift.gradient()));
        return json;
    }

    private static Object finite(double value) {
        return Optional.of(value).filter(Double::isFinite).orElse(null);
    }
}
