package dev.fathom.study;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One of {@code count} parts of a study. A trial belongs to a part by its name alone, so that the parts are disjoint, cover
 * the study and stay the same on every machine.
 *
 * @param index from 0
 */
public record Shard(int index, int count) {
    /** The whole study. */
    public static final Shard WHOLE = new Shard(0, 1);

    private static final Pattern SPEC = Pattern.compile("(\\d{1,6})/(\\d{1,6})");

    public Shard {
        if (count < 1 || index < 0 || index >= count) {
            throw new IllegalArgumentException(
                    "shard " + index + "/" + count + " does not exist; count from 0/" + count + " up");
        }
    }

    /** @param text {@code index/count}, such as 0/4 to 3/4 */
    public static Shard parse(String text) {
        Matcher spec = SPEC.matcher(text);
        if (!spec.matches()) {
            throw new IllegalArgumentException("a shard is written INDEX/COUNT, such as 0/4, got '" + text + "'");
        }
        return new Shard(Integer.parseInt(spec.group(1)), Integer.parseInt(spec.group(2)));
    }

    /** The trials of this part, in their order. */
    public List<Trial> of(List<Trial> trials) {
        return trials.stream().filter(this::owns).toList();
    }

    private boolean owns(Trial trial) {
        return Long.remainderUnsigned(Long.parseUnsignedLong(trial.id(), 16), count) == index;
    }

    /** What tells the files of this part from those of the others; empty for the whole study. */
    public String suffix() {
        return count == 1 ? "" : "-" + index + "-of-" + count;
    }
}
