package dev.fathom.study;

import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Combinations of a grid that are left out: all trials that have one of the values of every key. */
final class Exclusion {
    private final Node place;
    private final Map<Field<?>, Set<Object>> values;
    private boolean used;

    Exclusion(Node place, Map<Field<?>, Set<Object>> values) {
        this.place = place;
        this.values = values;
    }

    boolean holds(Trial trial) {
        boolean holds =
                values.entrySet().stream().allMatch(entry -> entry.getValue().contains(trial.get(entry.getKey())));
        used |= holds;
        return holds;
    }

    /** Whether it has left out any trial. */
    boolean used() {
        return used;
    }

    Node place() {
        return place;
    }
}
