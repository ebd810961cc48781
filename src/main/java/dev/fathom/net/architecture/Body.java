package dev.fathom.net.architecture;

import dev.fathom.net.Block;
import dev.fathom.net.Normalize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a network is made of, beside its sizes and its normalization: one record for each word that users write. */
public sealed interface Body permits Chain, Convolutions, Transformer {
    /** The form of residual branches, empty where there are none. */
    Optional<Branch> branch();

    /** The same with another factor on its branches, if it has any. */
    Body withBranches(double factor);

    /** The same with residual branches if it has none. */
    Body withSkips();

    /** Side of the patches into which images are cut; empty where a sample is one vector. */
    OptionalInt patch();

    /** The blocks of a network of these sizes; without outputs it ends at its last activation. */
    List<Block> blocks(Shape shape, Optional<Normalize> norm);

    /** @throws IllegalArgumentException in a sentence, where no kind of network is spelled so */
    static Body parse(String text, String whole) {
        List<Function<Spelling, Optional<Body>>> kinds = List.of(Chain::parse, Convolutions::parse, Transformer::parse);
        Spelling spelling = Spelling.of(text, whole);
        return kinds.stream()
                .flatMap(kind -> kind.apply(spelling).stream())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown architecture '" + whole + "': use " + usage()
                        + ", with " + Normalize.suffixes() + " if wanted"));
    }

    private static String usage() {
        return Stream.of(Chain.USAGE, Convolutions.USAGE, Transformer.USAGE).collect(Collectors.joining(", "));
    }

    /**
     * A word and what stands in brackets behind it.
     *
     * @param arguments between the commas; none without brackets
     * @param whole what the user wrote, for messages
     */
    record Spelling(String name, List<String> arguments, String whole) {
        static Spelling of(String text, String whole) {
            int open = text.indexOf('(');
            return open > 0 && text.endsWith(")")
                    ? new Spelling(
                            text.substring(0, open),
                            List.of(text.substring(open + 1, text.length() - 1).split(",", -1)),
                            whole)
                    : new Spelling(text, List.of(), whole);
        }

        /** The number behind {@code key=} if the argument has this key. */
        static OptionalInt number(String argument, String key) {
            return argument.matches(key + "=\\d{1,9}")
                    ? OptionalInt.of(Integer.parseInt(argument.substring(key.length() + 1)))
                    : OptionalInt.empty();
        }

        IllegalArgumentException notUnderstood(String argument, String usage) {
            return new IllegalArgumentException(
                    "'" + whole + "' is not understood at '" + argument + "': write " + usage);
        }
    }
}
