package dev.fathom.cli;

import dev.fathom.atlas.Atlas;
import dev.fathom.atlas.Claim;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Finding;
import dev.fathom.atlas.Reading;
import dev.fathom.atlas.Scale;
import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.sweep.DatasetCache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "atlas",
        footer = {"", "Handbook: src/site/markdown/claims.md"},
        mixinStandardHelpOptions = true,
        description = "Claims of papers and of practice, each put to the test.",
        synopsisSubcommandLabel = "(list | run)",
        subcommands = {AtlasCommand.ListCommand.class, AtlasCommand.RunCommand.class})
final class AtlasCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "say 'atlas list' or 'atlas run NAME'");
    }

    @Command(
            name = "list",
            footer = {"", "Handbook: src/site/markdown/claims.md"},
            mixinStandardHelpOptions = true,
            description = "The claims and where they come from.")
    static final class ListCommand implements Callable<Integer> {
        @Mixin
        private FormatOption format;

        @Override
        public Integer call() {
            if (format.get() == Format.json) {
                Json.print(Atlas.claims().stream().map(AtlasCommand::json).toList(), System.out);
                return 0;
            }
            Table table = new Table("name", "source", "statement");
            Atlas.claims().forEach(claim -> table.row(claim.name(), claim.source(), claim.statement()));
            table.print(format.get(), System.out);
            return 0;
        }
    }

    @Command(
            name = "run",
            mixinStandardHelpOptions = true,
            description = "Measures claims and says whether they hold.",
            footer = {
                "",
                "Intervals are of 95 %%, over independent networks. A part is met or broken only where its whole "
                        + "interval is; else it is open, and the claim undecided. The deciding figure of a claim is the "
                        + "first that breaks it, else the first that is open, else the last. After several claims follows "
                        + "a table of their verdicts.",
                "",
                "Handbook: src/site/markdown/claims.md"
            })
    static final class RunCommand implements Callable<Integer> {
        @Parameters(arity = "1..*", paramLabel = "NAME", description = "Claims, or 'all'; see 'fathom atlas list'.")
        private List<String> names;

        @Option(
                names = "--scale",
                paramLabel = "SCALE",
                description = "quick: a minute or two on two cores; full: the source's own sizes, for a GPU"
                        + " (default: ${DEFAULT-VALUE}).",
                defaultValue = "quick")
        private Scale scale;

        @Option(
                names = "--data",
                paramLabel = "DATA",
                description = "What networks are trained on (default: ${DEFAULT-VALUE}).",
                defaultValue = "digits")
        private String data;

        @Mixin
        private DeviceOptions devices;

        @Mixin
        private FormatOption format;

        @Override
        public Integer call() {
            List<Claim> claims = names.equals(List.of("all"))
                    ? Atlas.claims()
                    : names.stream().map(Atlas::claim).toList();
            claims.forEach(claim -> claim.requireData(scale, data));
            List<Map<String, Object>> objects = new ArrayList<>();
            Table verdicts = new Table("claim", "published", "deciding figure", "measured", "95 %", "verdict");
            try (Device device = devices.open();
                    AtlasProgress progress = new AtlasProgress(claims, scale)) {
                ClaimRunner runner = new ClaimRunner(device, scale, data, new DatasetCache(), progress::doing);
                for (Claim claim : claims) {
                    Finding finding = claim.run(runner, progress::done);
                    if (format.get() == Format.text) {
                        print(claim, finding);
                    }
                    verdicts.row(verdict(claim, finding));
                    objects.add(json(claim, finding));
                }
            }
            if (format.get() == Format.json) {
                Json.print(objects.size() == 1 ? objects.get(0) : objects, System.out);
            } else if (format.get() == Format.csv) {
                csv(objects);
            } else if (claims.size() > 1) {
                verdicts.print(Format.text, System.out);
            }
            return 0;
        }

        private static Object[] verdict(Claim claim, Finding finding) {
            Reading deciding = finding.deciding();
            int depth = deciding.expectation().depth();
            return new Object[] {
                claim.name(),
                claim.published(),
                deciding.expectation().label() + (depth == 0 ? "" : ", depth " + depth),
                deciding.measured().value(),
                range(deciding.measured()),
                finding.words()
            };
        }

        private static String range(Interval interval) {
            return Table.number(interval.low()) + " to " + Table.number(interval.high());
        }

        private void print(Claim claim, Finding finding) {
            System.out.println(claim.name() + ": " + finding.words());
            System.out.println("  " + claim.statement() + ".");
            System.out.println("  Source: " + claim.source() + ". Published: " + claim.published() + ".");
            Table table = new Table("depth", "what", "expected", "measured", "95 %", "");
            for (Reading reading : finding.readings()) {
                table.row(
                        reading.expectation().depth() == 0
                                ? "-"
                                : reading.expectation().depth(),
                        reading.expectation().label(),
                        reading.expectation().criterion(),
                        reading.measured().value(),
                        range(reading.measured()),
                        reading.judgement().name().toLowerCase(Locale.ROOT));
            }
            table.print(Format.text, System.out);
            System.out.println();
        }

        private static void csv(List<Map<String, Object>> objects) {
            Table table = new Table("name", "source", "statement", "published", "measured", "low", "high", "verdict");
            for (Map<String, Object> object : objects) {
                List<?> interval = (List<?>) object.get("interval");
                table.row(
                        object.get("name"),
                        object.get("source"),
                        object.get("statement"),
                        object.get("published"),
                        object.get("measured"),
                        interval.get(0),
                        interval.get(1),
                        object.get("verdict"));
            }
            table.print(Format.csv, System.out);
        }
    }

    private static Map<String, Object> json(Claim claim) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", claim.name());
        json.put("source", claim.source());
        json.put("statement", claim.statement());
        json.put("published", claim.published());
        return json;
    }

    /** The deciding reading stands at the top, all of them below. */
    private static Map<String, Object> json(Claim claim, Finding finding) {
        Map<String, Object> json = json(claim);
        Reading deciding = finding.deciding();
        json.put("measured", deciding.measured().value());
        json.put("interval", interval(deciding.measured()));
        json.put("deciding", deciding.expectation().label());
        json.put("verdict", finding.words());
        json.put("readings", finding.readings().stream().map(AtlasCommand::json).toList());
        return json;
    }

    private static Map<String, Object> json(Reading reading) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label", reading.expectation().label());
        json.put(
                "depth",
                reading.expectation().depth() == 0
                        ? null
                        : reading.expectation().depth());
        json.put("expected", reading.expectation().criterion().toString());
        json.put("measured", reading.measured().value());
        json.put("interval", interval(reading.measured()));
        json.put("judgement", reading.judgement().name().toLowerCase(Locale.ROOT));
        return json;
    }

    private static List<Double> interval(Interval interval) {
        return List.of(interval.low(), interval.high());
    }
}
