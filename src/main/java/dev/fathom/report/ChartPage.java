package dev.fathom.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Offline pages of line charts that look and work as the report does: one file, no request, two scripts. */
public final class ChartPage {
    private ChartPage() {}

    /**
     * The page as text.
     *
     * @param template HTML with holes for {@code policy}, {@code license}, {@code chartCss}, {@code css}, {@code chartJs},
     *     {@code js}, {@code data}, and for all of {@code parts}
     * @param script of the page alone, after those of the charts; it finds {@code data}
     * @param data maps, lists, words and finite numbers
     * @param parts HTML
     */
    public static String html(String template, String script, Map<String, ?> data, Map<String, String> parts) {
        String css = Assets.text("report.css");
        String chartCss = Assets.uplot("dist/uPlot.min.css");
        String chartJs = Assets.uplot("dist/uPlot.iife.min.js");
        String js = Assets.script(script);
        Map<String, String> all = new LinkedHashMap<>(parts);
        all.put("policy", Assets.policy(new String[] {chartJs, js}, new String[] {chartCss, css}));
        all.put("license", Assets.uplot("LICENSE"));
        all.put("chartCss", chartCss);
        all.put("css", css);
        all.put("chartJs", chartJs);
        all.put("js", js);
        all.put("data", ScriptJson.write(data));
        return Assets.fill(template, all);
    }

    /** For text and for attribute values in double quotes. */
    public static String escape(String text) {
        return Html.escape(text);
    }

    /** The headline of a page and what it has no room for, a line each. */
    public static String answer(String sentence, List<String> lines) {
        return Facts.answer(sentence) + Facts.lines(lines);
    }

    /** How the page was made: the command, and what ran it. */
    public static String made(String command, Map<String, String> environment) {
        return made(command, "", environment);
    }

    /** @param text of the study file that the command asks for */
    public static String made(String command, String text, Map<String, String> environment) {
        return Facts.command(command, text) + "<dl class=\"environment\">" + Facts.definitions(environment) + "</dl>";
    }
}
