package dev.fathom.atlas;

import dev.fathom.atlas.Criterion.Judgement;
import dev.fathom.study.Field;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What a study found.
 *
 * @param readings in the order of depth
 */
public record Finding(List<Reading> readings) {
    public Finding {
        readings = List.copyOf(readings);
        if (readings.isEmpty()) {
            throw new IllegalArgumentException("a finding needs at least one reading");
        }
    }

    /** Says whether the claim holds. */
    public enum Verdict {
        HOLDS,
        /** Every reading up to a depth meets its criterion, and one beyond breaks it. */
        HOLDS_UNTIL,
        DOES_NOT_HOLD,
        /** Nothing is broken, but an interval reaches over its limit: more networks would decide. */
        UNDECIDED
    }

    public Verdict verdict() {
        if (readings.stream().noneMatch(reading -> reading.judgement() == Judgement.BROKEN)) {
            return readings.stream().allMatch(reading -> reading.judgement() == Judgement.MET)
                    ? Verdict.HOLDS
                    : Verdict.UNDECIDED;
        }
        return depth() > 0 ? Verdict.HOLDS_UNTIL : Verdict.DOES_NOT_HOLD;
    }

    /** Where depths were searched, the lower end of the least of them. */
    private OptionalInt searched() {
        return readings.stream()
                .filter(reading -> reading.expectation().ofDepth())
                .mapToInt(reading -> (int) reading.measured().low())
                .min();
    }

    /** The greatest depth up to which every reading meets its criterion; 0 if there is none. */
    public int depth() {
        if (searched().isPresent()) {
            return searched().getAsInt();
        }
        int shallowest = readings.stream()
                .filter(reading -> reading.judgement() != Judgement.MET)
                .mapToInt(reading -> reading.expectation().depth())
                .min()
                .orElse(Integer.MAX_VALUE);
        return readings.stream()
                .mapToInt(reading -> reading.expectation().depth())
                .filter(depth -> depth < shallowest)
                .max()
                .orElse(0);
    }

    /** The reading that decides: the first that breaks the claim, else the first that leaves it open, else the last. */
    public Reading deciding() {
        return first(Judgement.BROKEN, first(Judgement.OPEN, readings.get(readings.size() - 1)));
    }

    private Reading first(Judgement judgement, Reading otherwise) {
        return readings.stream()
                .filter(reading -> reading.judgement() == judgement)
                .findFirst()
                .orElse(otherwise);
    }

    /** The verdict in words, which say no more than the depths that were tried. */
    public String words() {
        return switch (verdict()) {
            case HOLDS_UNTIL ->
                "holds only until depth " + depth() + (searched().isPresent() ? " here" : "");
            case HOLDS -> depth() > 0 ? "holds to depth " + depth() + ", the deepest tried" : "holds";
            case DOES_NOT_HOLD -> "does not hold";
            case UNDECIDED ->
                depth() > 0 && searched().isPresent()
                        ? "holds to depth " + depth() + " here, undecided beyond"
                        : "undecided";
        };
    }

    /** In which settings all this was measured. */
    public List<Setting> settings() {
        return Setting.merged(readings.stream()
                .flatMap(reading -> reading.settings().stream())
                .toList());
    }

    /** The trained networks as the text of a study; empty where none were trained. */
    public Optional<String> study(String name) {
        List<String> grids = settings().stream()
                .filter(Setting::isTrained)
                .map(setting -> setting.keys().entrySet().stream()
                        .map(entry -> entry.getKey() + ": "
                                + entry.getValue().stream()
                                        .map(Finding::yaml)
                                        .collect(Collectors.joining(", ", "[", "]")))
                        .collect(Collectors.joining("\n    ", "  - ", "\n")))
                .toList();
        return grids.isEmpty() ? Optional.empty() : Optional.of("name: " + name + "\ngrid:\n" + String.join("", grids));
    }

    private static String yaml(Object value) {
        return value instanceof String text ? "'" + text.replace("'", "''") + "'" : Field.text(value);
    }
}
