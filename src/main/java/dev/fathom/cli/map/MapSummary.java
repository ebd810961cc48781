package dev.fathom.cli.map;

import dev.fathom.cli.output.Json;
import dev.fathom.cli.output.Reproduction;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.confidence.Interval;
import dev.fathom.map.Boundary;
import dev.fathom.map.MapPlan;
import dev.fathom.map.Range;
import dev.fathom.map.Raster;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a finished map comes to, in figures. */
record MapSummary(MapPlan plan, Raster raster, double perSecond, MapCommand.Files files) {
    /**
     * @param zoomWords the command without what a zoom says anew
     * @param out name of the map's files
     */
    void print(Format format, List<String> zoomWords, String out) {
        BitSet boundary = Boundary.of(raster.converged(), plan.pixels());
        Map<String, Object> values = values(boundary, format);
        if (format == Format.json) {
            Json.print(values, System.out);
            return;
        }
        Table table = new Table("quantity", "value");
        values.forEach(table::row);
        table.print(format, System.out);
        if (format == Format.text && !boundary.isEmpty()) {
            System.out.println("\nCloser, where the boundary is densest:\n" + zoomCommand(boundary, zoomWords, out));
        }
    }

    private Map<String, Object> values(BitSet boundary, Format format) {
        // where tiles of other shards are missing, their edges are no boundary
        Interval dimension =
                raster.complete() ? Boundary.dimension(boundary, plan.pixels()) : Interval.exact(Double.NaN);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("pixels", plan.pixelsInAll());
        values.put("converged", raster.convergedPixels());
        raster.verdicts().forEach((verdict, count) -> values.put(verdict.word(), count));
        values.put("boundary", boundary.cardinality());
        values.put("dimension", dimension.value());
        if (format == Format.json) {
            values.put("interval", new double[] {dimension.low(), dimension.high()});
        } else {
            values.put("dimension_low", dimension.low());
            values.put("dimension_high", dimension.high());
        }
        values.put("networks_per_second", perSecond);
        values.put("png", files.picture().toString());
        values.put("page", files.page().toString());
        values.put("store", files.store().toString());
        return values;
    }

    /** Into the quarter of a side with the most boundary. */
    private String zoomCommand(BitSet boundary, List<String> zoomWords, String out) {
        int window = Math.max(1, plan.pixels() / 4);
        int[] place = Boundary.densest(boundary, plan.pixels(), window);
        MapPlan closer = plan.zoomed(place[0], place[1], window);
        Range x = closer.x().range();
        Range y = closer.y().range();
        List<String> words = new ArrayList<>(zoomWords);
        words.addAll(
                List.of("--zoom", x.low() + "," + x.high() + "," + y.low() + "," + y.high(), "--out", out + "-zoom"));
        return Reproduction.command(words);
    }
}
