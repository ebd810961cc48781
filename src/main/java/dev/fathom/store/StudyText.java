package dev.fathom.store;

import dev.fathom.study.Study;
import java.time.Instant;

/**
 * A study as a store keeps it.
 *
 * @param text of its file
 * @param since when it was first asked so, ISO 8601, UTC
 */
public record StudyText(String name, String question, String text, String since) {
    /** From now on. */
    public StudyText(String name, String question, String text) {
        this(name, question, text, Instant.now().toString());
    }

    static StudyText of(Study study) {
        return new StudyText(study.name(), study.question(), study.text());
    }

    /** Whether both are of one study: studies go by their names, so that their texts may grow. */
    boolean isOf(StudyText other) {
        return text.equals(other.text) || name.equals(other.name);
    }
}
