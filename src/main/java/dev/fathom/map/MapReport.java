package dev.fathom.map;

import dev.fathom.confidence.Interval;
import dev.fathom.formats.WholeFile;
import dev.fathom.report.Assets;
import dev.fathom.report.ChartPage;
import dev.fathom.report.results.Numbers;
import dev.fathom.store.StoreException;
import dev.fathom.store.TileStore;
import dev.fathom.study.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a map's store comes to as one offline page without a script: the picture with its axes and its legend, the
 * boundary's dimension, verdicts, and the command that goes on with it.
 */
public final class MapReport {
    /** Dots of a picture's side; of larger maps one pixel in so many is shown. */
    private static final int SIDE = 1024;

    private static final int SMALL = 512;

    private final Path file;
    private final MapPlan plan;
    private final TileStore store;
    private final Raster raster;
    private final Interval dimension; // of the boundary; NaN where the map is not complete or has none

    private MapReport(Path file, MapPlan plan, TileStore store) {
        this.file = file;
        this.plan = plan;
        this.store = store;
        raster = Raster.of(plan, store, What.convergence);
        dimension = raster.complete()
                ? Boundary.dimension(Boundary.of(raster.converged(), plan.pixels()), plan.pixels())
                : Interval.exact(Double.NaN);
    }

    /**
     * Writes the page as UTF-8, replacing an older one.
     *
     * @param command as typed in a shell, from its words
     */
    public static void write(Path store, Path target, Function<List<String>, String> command) {
        try (TileStore tiles = TileStore.forReading(store)) {
            byte[] page = new MapReport(store, plan(store, tiles), tiles)
                    .html(target, command)
                    .getBytes(StandardCharsets.UTF_8);
            WholeFile.write(target, out -> out.write(page));
        }
    }

    private static MapPlan plan(Path store, TileStore tiles) {
        try {
            return MapPlan.parse(tiles.text());
        } catch (IllegalArgumentException e) {
            throw new StoreException(store + ": its text is no map's of this version: " + e.getMessage());
        }
    }

    private String html(Path target, Function<List<String>, String> command) {
        String css = Assets.read("/dev/fathom/report/report.css");
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("policy", Assets.policy(new String[] {}, new String[] {css}));
        parts.put("css", css);
        parts.put("x", ChartPage.escape(plan.x().key()));
        parts.put("y", ChartPage.escape(plan.y().key()));
        parts.put("answer", ChartPage.answer(answer(), lines()));
        parts.put("facts", facts());
        parts.put("convergence", picture(raster, What.convergence, SIDE));
        parts.put("page", page(target));
        parts.put("verdicts", verdicts());
        parts.put("verdict", picture(What.verdict));
        parts.put("loss", picture(What.loss));
        parts.put("made", ChartPage.made(command.apply(words()), new PixelWords(plan).network(), environment()));
        return Assets.fill(Assets.read("/dev/fathom/map/report.html"), parts);
    }

    private String answer() {
        String networks = String.format(Locale.ROOT, "%,d of ", raster.convergedPixels())
                + Numbers.count(raster.known(), "network") + " converged";
        return Double.isNaN(dimension.value())
                ? networks + "."
                : networks + "; the boundary to those that do not has dimension " + text(dimension) + ".";
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (!raster.complete()) {
            lines.add(Numbers.count(plan.pixelsInAll() - raster.known(), "network")
                    + " not trained yet: grey where no tile is, and no dimension before all are there.");
        } else if (Double.isNaN(dimension.value())) {
            lines.add("No dimension: it takes a boundary, and some hundred pixels a side.");
        }
        if (plan.pixels() > SMALL) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Pictures show at most %,d pixels a side, those by verdict and by loss %,d.",
                    SIDE,
                    SMALL));
        }
        return lines;
    }

    private static String text(Interval interval) {
        return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", interval.value(), interval.low(), interval.high());
    }

    private String facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("networks", String.format(Locale.ROOT, "%,d", raster.known()));
        facts.put("converged", Numbers.percent((double) raster.convergedPixels() / Math.max(1, raster.known())));
        facts.put("pixels a side", String.format(Locale.ROOT, "%,d", plan.pixels()));
        facts.put("trained", String.format(Locale.ROOT, "%,d", count(Verdict.TRAINED)));
        facts.put("steps", String.format(Locale.ROOT, "%,d", plan.base().steps()));
        facts.put("precision", plan.float64() ? "fp64" : "fp32");
        return facts.entrySet().stream()
                .map(fact -> "<div><dt>" + fact.getKey() + "</dt><dd>" + fact.getValue() + "</dd></div>")
                .collect(Collectors.joining());
    }

    private int count(Verdict verdict) {
        return raster.verdicts().getOrDefault(verdict, 0);
    }

    private String picture(What what) {
        return picture(Raster.of(plan, store, what), what, SMALL);
    }

    private String picture(Raster full, What what, int most) {
        Raster thin = full.thinned(most);
        byte[] png = Picture.png(plan.withPixels(thin.side()), thin, what);
        String words = "Map of " + what + ": " + plan.x().key() + " from left to right, "
                + plan.y().key() + " from below to above";
        return "<img class=\"map-picture\" alt=\"" + ChartPage.escape(words) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png) + "\">";
    }

    /** Where the page that reads single pixels lies, relative to this one; empty where there is none. */
    private String page(Path target) {
        Path page =
                Path.of(file.toString().replaceFirst("\\.map$", "") + ".html").toAbsolutePath();
        if (!Files.isRegularFile(page)) {
            return "";
        }
        Path folder = target.toAbsolutePath().getParent();
        String address = folder.relativize(page).toString().replace('\\', '/');
        return "<p class=\"lead\">To move about in it, and to read the network of every pixel: <a href=\""
                + ChartPage.escape(address) + "\">"
                + ChartPage.escape(page.getFileName().toString()) + "</a>.</p>";
    }

    private String verdicts() {
        StringBuilder html = new StringBuilder();
        for (Verdict verdict : Verdict.values()) {
            html.append("<tr><th scope=\"row\">").append(verdict.word()).append("</th><td>");
            html.append(ChartPage.escape(verdict.rule())).append("</td><td class=\"number\">");
            html.append(count(verdict)).append("</td></tr>");
        }
        return html.toString();
    }

    private List<String> words() {
        List<String> words =
                new ArrayList<>(List.of("map", "network.yaml", "--x", plan.x().toString()));
        words.addAll(List.of("--y", plan.y().toString(), "--pixels", String.valueOf(plan.pixels())));
        if (plan.eachSeed()) {
            words.addAll(List.of("--seed", "each:" + plan.base().seed()));
        }
        if (plan.float64()) {
            words.addAll(List.of("--precision", "fp64"));
        }
        words.addAll(List.of("--out", file.toString().replaceFirst("\\.map$", "")));
        return words;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put(
                "Devices",
                store.seconds().entrySet().stream()
                        .map(each ->
                                String.format(Locale.ROOT, "%s, %,d s", each.getKey(), Math.round(each.getValue())))
                        .collect(Collectors.joining("; ")));
        environment.put(
                "Digest of the data",
                store.text().replaceFirst("(?s).*digest of the data: ", "").strip());
        return environment;
    }
}
