package dev.fathom.cli.atlas;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Finding;
import dev.fathom.atlas.Reading;
import dev.fathom.atlas.Setting;
import dev.fathom.cli.terminal.Table;
import dev.fathom.confidence.Interval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Claims and findings, as the command line's contract has them. */
final class ClaimJson {
    private ClaimJson() {}

    static Map<String, Object> json(Claim claim) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", claim.name());
        json.put("source", claim.source());
        json.put("statement", claim.statement());
        json.put("published", claim.published());
        json.put("scope", claim.scope());
        return json;
    }

    /** The deciding reading stands at the top, all of them below. */
    static Map<String, Object> json(Claim claim, Finding finding) {
        Map<String, Object> json = json(claim);
        Reading deciding = finding.deciding();
        json.put("measured", deciding.measured().value());
        json.put("interval", interval(deciding.measured()));
        json.put("deciding", deciding.expectation().label());
        json.put("verdict", finding.words());
        json.put("number_of_networks", claim.rule());
        json.put("readings", finding.readings().stream().map(ClaimJson::json).toList());
        json.put("settings", finding.settings().stream().map(ClaimJson::json).toList());
        json.put("study", finding.study(claim.name()).orElse(null));
        return json;
    }

    private static Map<String, Object> json(Reading reading) {
        int depth = reading.expectation().depth();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("label", reading.expectation().label());
        json.put("depth", depth == 0 ? null : depth);
        json.put("expected", reading.expectation().criterion().toString());
        json.put("measured", reading.measured().value());
        json.put("interval", interval(reading.measured()));
        json.put("judgement", reading.judgement().name().toLowerCase(Locale.ROOT));
        json.put("networks", reading.networks());
        json.put("settings", reading.settings().stream().map(ClaimJson::json).toList());
        return json;
    }

    private static Map<String, Object> json(Setting setting) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("how", setting.how());
        json.putAll(setting.keys());
        return json;
    }

    private static List<Double> interval(Interval interval) {
        return List.of(interval.low(), interval.high());
    }

    static Table table(List<Map<String, Object>> findings) {
        Table table =
                new Table("name", "source", "statement", "published", "measured", "low", "high", "verdict", "scope");
        for (Map<String, Object> finding : findings) {
            List<?> interval = (List<?>) finding.get("interval");
            table.row(
                    finding.get("name"),
                    finding.get("source"),
                    finding.get("statement"),
                    finding.get("published"),
                    finding.get("measured"),
                    interval.get(0),
                    interval.get(1),
                    finding.get("verdict"),
                    finding.get("scope"));
        }
        return table;
    }
}
