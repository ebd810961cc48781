package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.fathom.cli.Fathom;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** The arguments of one run of Fathom, wherever they are written. */
record FathomCommand(List<String> arguments) {
    private static final Pattern SHARD = Pattern.compile("(?:--shard[= ])(\\d+)/(\\d+)");

    /** The part of a shard in all, 0 to count - 1. */
    record Shard(int index, int count) {}

    /** Every command, option and number of arguments is the real command line's. */
    void assertValid() {
        assertThat(arguments).isNotEmpty();
        CommandLine line = new CommandLine(Fathom.class).setCaseInsensitiveEnumValuesAllowed(true);
        assertThatCode(() -> line.parseArgs(arguments.toArray(String[]::new)))
                .as("fathom " + String.join(" ", arguments))
                .doesNotThrowAnyException();
    }

    Shard shard() {
        Matcher shard = SHARD.matcher(String.join(" ", arguments));
        assertThat(shard.find()).as("--shard I/N in " + arguments).isTrue();
        return new Shard(Integer.parseInt(shard.group(1)), Integer.parseInt(shard.group(2)));
    }

    /** The value of {@code --name=value} or {@code --name value}. */
    String option(String name) {
        for (int i = 0; i < arguments.size(); i++) {
            if (arguments.get(i).startsWith(name + "=")) {
                return arguments.get(i).substring(name.length() + 1);
            }
            if (arguments.get(i).equals(name)) {
                return arguments.get(i + 1);
            }
        }
        throw new AssertionError("no " + name + " in " + arguments);
    }
}
