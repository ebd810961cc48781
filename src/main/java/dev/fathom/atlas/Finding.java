package dev.fathom.atlas;

import dev.fathom.atlas.Criterion.Judgement;
import java.util.List;
import java.util.Locale;

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

    /** The greatest depth up to which every reading meets its criterion; 0 if there is none. */
    public int depth() {
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

    /** The verdict in words. */
    public String words() {
        return verdict() == Verdict.HOLDS_UNTIL
                ? "holds only until depth " + depth()
                : verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
