package dev.fathom.cli.atlas;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Finding;
import dev.fathom.atlas.Scale;
import dev.fathom.atlas.builtin.Atlas;
import dev.fathom.atlas.file.ClaimFile;
import dev.fathom.cli.options.DeviceOptions;
import dev.fathom.cli.options.FormatOption;
import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Device;
import dev.fathom.formats.WholeFile;
import dev.fathom.sweep.DatasetCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Measures claims and says whether they hold.",
        footer = {
            "",
            "Intervals are of 95 %%, over independent networks. A part is met or broken only where its whole "
                    + "interval is; else it is open, and the claim undecided. The deciding figure of a claim is the "
                    + "first that breaks it, else the first that is open, else the last. Below the figures stands in "
                    + "what setting they were measured: all that 'sweep' or 'probe' needs to repeat them. After "
                    + "several claims follows a table of their verdicts.",
            "",
            "Handbook: src/site/markdown/claims.md"
        })
final class AtlasRunCommand implements Callable<Integer> {
    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            description = "Claims, or 'all', see 'fathom atlas list'; or YAML files with claims of your own.")
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

    @Option(
            names = "--studies",
            paramLabel = "DIR",
            description = "Writes the trained networks of each claim there, as a study that 'sweep' repeats.")
    private Path studies;

    @Mixin
    private DeviceOptions devices;

    @Mixin
    private FormatOption format;

    @Override
    public Integer call() {
        List<Claim> claims = names.stream().flatMap(AtlasRunCommand::claims).toList();
        claims.forEach(claim -> claim.requireData(scale, data));
        if (studies != null && !Files.isDirectory(studies)) {
            throw new IllegalArgumentException("--studies " + studies + ": no such folder; make it first");
        }
        List<Map<String, Object>> objects = new ArrayList<>();
        Table verdicts = new Table("claim", "verdict", "deciding figure", "measured (95 %)");
        try (Device device = devices.open();
                AtlasProgress progress = new AtlasProgress(claims, scale)) {
            ClaimRunner runner = new ClaimRunner(device, scale, data, new DatasetCache(), progress::doing);
            for (Claim claim : claims) {
                Finding finding = claim.run(runner, progress::done);
                ClaimText text = new ClaimText(claim, finding);
                if (format.get() == Format.text) {
                    text.print();
                }
                verdicts.row(text.verdict());
                objects.add(ClaimJson.json(claim, finding));
                write(claim, finding);
            }
        }
        switch (format.get()) {
            case json -> Json.print(objects.size() == 1 ? objects.get(0) : objects, System.out);
            case csv -> ClaimJson.table(objects).print(Format.csv, System.out);
            default -> {
                if (claims.size() > 1) {
                    verdicts.print(Format.text, System.out);
                }
            }
        }
        return 0;
    }

    private static Stream<Claim> claims(String name) {
        if (name.equals("all")) {
            return Atlas.claims().stream();
        }
        if (!name.matches(".*\\.ya?ml")) {
            return Stream.of(Atlas.claim(name));
        }
        try {
            return Stream.of(ClaimFile.read(name, Files.readString(Path.of(name))));
        } catch (IOException e) {
            throw new UncheckedIOException(name + ": cannot be read", e);
        }
    }

    private void write(Claim claim, Finding finding) {
        if (studies != null) {
            finding.study(claim.name())
                    .ifPresent(study -> WholeFile.write(
                            studies.resolve(claim.name() + ".yaml"),
                            out -> out.write(study.getBytes(StandardCharsets.UTF_8))));
        }
    }
}
