package dev.fathom.lint;

import dev.fathom.activation.Activation;
import dev.fathom.formats.Array;
import dev.fathom.formats.NaturalOrder;
import dev.fathom.formats.OpenArrays;
import dev.fathom.formats.StoredArray;
import dev.fathom.model.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads every tensor of a model once, several at a time, and says what each is and what does not fit. */
public final class Linter {
    private Linter() {}

    /** One row per tensor, in the order of the file or of the names. */
    public static List<Row> rows(OpenArrays model) {
        List<StoredArray> arrays = new ArrayList<>(model.arrays());
        if (!model.ordered()) {
            arrays.sort(Comparator.comparing(StoredArray::name, NaturalOrder.INSTANCE));
        }
        List<Array.Header> headers = arrays.stream().map(StoredArray::header).toList();
        Orientation orientation = Orientation.of(headers, model.metadata());
        List<Role> roles = roles(headers);
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < arrays.size(); i++) {
            indices.add(i);
        }
        // the largest first, so that no thread is left alone with one; each holds a buffer and a sample
        indices.sort(Comparator.comparingLong((Integer i) -> -arrays.get(i).count()));
        Row[] rows = new Row[arrays.size()];
        indices.parallelStream().forEach(i -> rows[i] = row(arrays.get(i), roles.get(i), orientation));
        return List.of(rows);
    }

    private static Row row(StoredArray array, Role role, Orientation orientation) {
        Fans fans = orientation.fans(array.header(), role);
        if (!array.readable() || array.count() == 0) {
            return new Row(array.header(), role, fans, null, null);
        }
        Survey survey = Survey.of(array);
        int bits = switch (array.header().type()) {
            case "BF16" -> 7;
            case "F16", "f2" -> 10;
            default -> 23;
        };
        Law law = survey.finite() ? LawFit.of(survey, bits, fans, orientation.keras()) : null;
        return new Row(array.header(), role, fans, survey, law);
    }

    /** By names and shapes; where no name says which layer answers, and nothing but a chain is there, the last one does. */
    private static List<Role> roles(List<Array.Header> headers) {
        List<Role> roles = headers.stream()
                .map(h -> Role.of(h.name(), h.shape()))
                .collect(Collectors.toCollection(ArrayList::new));
        boolean chain = roles.stream().noneMatch(r -> r == Role.OUTPUT || r == Role.EMBEDDING || r.parallel());
        int last = roles.lastIndexOf(Role.DENSE);
        if (chain && last >= 0 && roles.indexOf(Role.DENSE) < last) {
            roles.set(last, Role.OUTPUT);
        }
        return roles;
    }

    /** What does not fit, most serious first. */
    public static List<Finding> findings(List<Row> rows, Optional<Activation> activation) {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(Defects.of(rows));
        findings.addAll(Siblings.of(rows));
        findings.addAll(Scales.of(rows, activation));
        return findings;
    }
}
