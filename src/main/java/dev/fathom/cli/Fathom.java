package dev.fathom.cli;

import dev.fathom.cli.atlas.AtlasCommand;
import dev.fathom.cli.map.MapCommand;
import dev.fathom.cli.probe.ProbeCommand;
import dev.fathom.cli.sweep.ReportCommand;
import dev.fathom.cli.sweep.SweepCommand;
import dev.fathom.cli.terminal.Printable;
import dev.fathom.cli.terminal.Terminal;
import dev.fathom.store.Provenance;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: 0 success, 1 the work failed, 2 wrong usage or input; every error is one line on stderr. */
@Command(
        name = "fathom",
        description = "Measures how deep a network can go: which initializers train, which vanish or explode, and why.",
        mixinStandardHelpOptions = true,
        versionProvider = Fathom.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "The words are explained in src/site/markdown/glossary.md. Where a network does not train, start from what you"
                    + " see: src/site/markdown/troubles.md. The handbook: src/site/markdown."
        },
        subcommands = {
            DoctorCommand.class,
            InitsCommand.class,
            ActivationsCommand.class,
            ProbeCommand.class,
            LintCommand.class,
            TrainCommand.class,
            SweepCommand.class,
            MapCommand.class,
            MergeCommand.class,
            TheoryCommand.class,
            AtlasCommand.class,
            FrontierCommand.class,
            AdviseCommand.class,
            TransferCommand.class,
            ReportCommand.class,
            ExportCommand.class,
            RecorderCommand.class
        })
public final class Fathom {
    private Fathom() {}

    public static void main(String[] args) {
        System.setProperty("slf4j.internal.verbosity", "ERROR"); // that nobody logs is no news
        Terminal.encode();
        System.exit(run(args));
    }

    /** Runs one command and answers its exit code. */
    static int run(String... args) {
        CommandLine line = new CommandLine(new Fathom())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Fathom::wrongUsage)
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure));
        int code = execute(line, args.length == 0 ? new String[] {"--help"} : args);
        if (System.out.checkError() && !Terminal.isPipe(1)) { // who closes a pipe has read enough
            System.err.println("fathom: what was printed is lost, at least in part: standard output cannot be written;"
                    + " is its disk full?");
            return Math.max(code, CommandLine.ExitCode.SOFTWARE);
        }
        return code;
    }

    private static int execute(CommandLine line, String[] args) {
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            long heap = Runtime.getRuntime().maxMemory() >> 20;
            System.err.println(
                    "fathom: out of memory (" + oneLine(String.valueOf(e.getMessage())) + "): a heap of " + heap
                            + " MB is too small for this; give Java more, as in 'java -Xmx" + Math.max(1, heap >> 9)
                            + "g -jar target/fathom.jar', or choose less data, a smaller network or a smaller --cohort");
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static int wrongUsage(ParameterException failure, String[] args) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        System.err.println(
                "fathom: " + oneLine(failure.getMessage()) + suggestion(failure) + "; see '" + command + " --help'");
        return CommandLine.ExitCode.USAGE;
    }

    /** {@code ; did you mean sweep?} where picocli knows a command or an option of a similar name. */
    private static String suggestion(ParameterException failure) {
        List<String> similar =
                failure instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        return similar.isEmpty() ? "" : "; did you mean " + similar.get(0) + "?";
    }

    private static int failed(Exception failure) {
        System.err.println(
                "fathom: " + oneLine(failure.getMessage() == null ? failure.toString() : failure.getMessage()));
        return failure instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static String oneLine(String message) {
        return Printable.line(message).replaceAll(" +", " ").strip();
    }

    public static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"fathom " + Provenance.programVersion()};
        }
    }
}
