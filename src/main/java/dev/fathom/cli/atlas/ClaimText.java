package dev.fathom.cli.atlas;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Finding;
import dev.fathom.atlas.Reading;
import dev.fathom.atlas.Setting;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Table;
import dev.fathom.confidence.Interval;
import java.util.List;
import java.util.Locale;

/** A claim and its finding, as {@code atlas run} prints them. */
record ClaimText(Claim claim, Finding finding) {
    /** Settings that are printed; JSON has all. */
    private static final int SHOWN = 12;

    void print() {
        System.out.println(claim.name() + ": " + words());
        indented(claim.statement() + ".");
        indented("Source: " + claim.source() + ". Published: " + claim.published() + ".");
        Table table = new Table("depth", "what", "expected", "measured (95 %)", "nets", "");
        for (Reading reading : finding.readings()) {
            int depth = reading.expectation().depth();
            table.row(
                    depth == 0 ? "-" : depth,
                    reading.expectation().label(),
                    reading.expectation().criterion(),
                    measured(reading.measured()),
                    reading.networks() == 0 ? "-" : reading.networks(),
                    reading.judgement().name().toLowerCase(Locale.ROOT));
        }
        table.print(Format.text, System.out);
        List<Setting> settings = finding.settings();
        if (!settings.isEmpty()) {
            indented("Settings. The number of networks was " + claim.rule() + ".");
        }
        settings.stream()
                .limit(SHOWN)
                .forEach(setting -> Paragraph.of("  - " + setting + ".", "    ").forEach(System.out::println));
        if (settings.size() > SHOWN) {
            System.out.println("  and " + (settings.size() - SHOWN) + " more: see --format json");
        }
        finding.study(claim.name())
                .ifPresent(study -> indented("To repeat the trained ones: 'atlas run " + claim.name()
                        + " --studies DIR' writes them as a study for 'sweep'."));
        System.out.println();
    }

    private static void indented(String text) {
        Paragraph.of("  " + text, "  ").forEach(System.out::println);
    }

    private String words() {
        return finding.words() + (claim.scope().isEmpty() ? "" : ", " + claim.scope());
    }

    /** A row of the closing table. */
    Object[] verdict() {
        Reading deciding = finding.deciding();
        int depth = deciding.expectation().depth();
        return new Object[] {
            claim.name(),
            words(),
            deciding.expectation().label() + (depth == 0 ? "" : ", depth " + depth),
            measured(deciding.measured())
        };
    }

    private static String measured(Interval interval) {
        return Table.number(interval.value()) + " (" + Table.number(interval.low()) + " to "
                + Table.number(interval.high()) + ")";
    }
}
