package dev.fathom.lint;

import dev.fathom.lint.Law.Family;
import dev.fathom.model.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is wrong with a tensor by itself: NaN, all zero, constant, and the copy of another. */
final class Defects {
    /** Copies of fewer numbers say nothing: biases of two layers may well be alike. */
    private static final int LEAST_COPY = 16;

    private Defects() {}

    static List<Finding> of(List<Row> rows) {
        List<Finding> findings = new ArrayList<>();
        for (Row row : rows) {
            if (row.survey() != null && !row.survey().finite()) {
                findings.add(Finding.of(
                        "not finite",
                        row,
                        row.survey().nan() + " NaN and " + row.survey().infinite() + " infinite of "
                                + row.survey().count + " numbers"));
            }
        }
        zeros(rows, findings);
        for (Row row : rows) {
            boolean constant = row.law() != null && row.law().family() == Family.CONSTANT && row.survey().count > 1;
            if (constant && (row.role().multiplies() || row.role() == Role.EMBEDDING)) {
                findings.add(Finding.of(
                        "constant",
                        row,
                        "every number is " + LawFit.number(row.survey().least()) + ": its units stay equal for ever"));
            }
        }
        copies(rows, findings);
        return findings;
    }

    /** Zeros are meant at the end of a residual branch, in an adapter and in the output, as long as all siblings have them. */
    private static void zeros(List<Row> rows, List<Finding> findings) {
        for (List<Row> group : Siblings.groups(rows)) {
            List<Row> zero = group.stream()
                    .filter(row -> row.law() != null && row.law().family() == Family.ZEROS)
                    .toList();
            Role role = group.get(0).role();
            boolean meant = zero.size() == group.size() && Siblings.endsBranch(group.get(0));
            if (!zero.isEmpty() && !meant && (role.multiplies() && role != Role.OUTPUT)) {
                findings.add(Finding.of("zero", zero, "all numbers are 0, so that no signal passes"));
            }
        }
    }

    private static void copies(List<Row> rows, List<Finding> findings) {
        Map<String, List<Row>> alike = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.read() && !row.survey().constant() && row.survey().count >= LEAST_COPY) {
                alike.computeIfAbsent(row.header().shape() + row.survey().fingerprint(), key -> new ArrayList<>())
                        .add(row);
            }
        }
        for (List<Row> same : alike.values()) {
            boolean tied = same.stream().anyMatch(row -> row.role() == Role.EMBEDDING)
                    && same.stream().allMatch(row -> row.role() == Role.EMBEDDING || row.role() == Role.OUTPUT);
            if (same.size() > 1 && !tied) {
                findings.add(Finding.of(
                        "duplicate",
                        same,
                        "hold the same numbers: layers that were copied after their" + " draw start alike"));
            }
        }
    }
}
