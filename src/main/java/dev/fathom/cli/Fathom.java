package dev.fathom.cli;

import dev.fathom.store.Provenance;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command line: 0 success, 1 the work failed, 2 wrong usage or input; every error is one line on stderr. */
@Command(
        name = "fathom",
        description = "Measures how deep a network can go: which initializers train, which vanish or explode, and why.",
        mixinStandardHelpOptions = true,
        versionProvider = Fathom.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DoctorCommand.class,
            InitsCommand.class,
            ActivationsCommand.class,
            ProbeCommand.class,
            TrainCommand.class,
            SweepCommand.class,
            MergeCommand.class,
            TheoryCommand.class,
            AtlasCommand.class,
            FrontierCommand.class,
            AdviseCommand.class,
            ReportCommand.class,
            ExportCommand.class
        })
public final class Fathom {
    private Fathom() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command and answers its exit code. */
    static int run(String... args) {
        CommandLine line = new CommandLine(new Fathom())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Fathom::wrongUsage)
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure));
        return args.length == 0 ? line.execute("--help") : line.execute(args);
    }

    private static int wrongUsage(ParameterException failure, String[] args) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        System.err.println("fathom: " + oneLine(failure.getMessage()) + "; see '" + command + " --help'");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception failure) {
        System.err.println(
                "fathom: " + oneLine(failure.getMessage() == null ? failure.toString() : failure.getMessage()));
        return failure instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }

    private static String oneLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    public static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"fathom " + Provenance.programVersion()};
        }
    }
}
