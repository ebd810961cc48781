package dev.fathom.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The files that a page is assembled from, and what keeps them apart from the world. */
public final class Assets {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";
    private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)}}");

    /** The parts of the script; all share one scope, so that their order matters to their first lines alone. */
    private static final List<String> SCRIPTS = List.of(
            "text",
            "theme",
            "tip",
            "csv",
            "marks",
            "figure",
            "scale",
            "ends",
            "lines",
            "signals",
            "explore",
            "address",
            "maps",
            "drawer",
            "heat",
            "histograms",
            "comparisons",
            "trials",
            "export",
            "main");

    /** Of these, what any page of charts needs. */
    private static final List<String> CHARTS =
            List.of("text", "theme", "tip", "csv", "marks", "figure", "scale", "ends", "lines", "export");

    private Assets() {}

    /** The script of the report, in a scope of its own. */
    static String script() {
        return script(SCRIPTS, "");
    }

    /** The script of a page of charts that ends with its own part. */
    static String script(String own) {
        return script(CHARTS, own);
    }

    private static String script(List<String> names, String own) {
        return names.stream()
                .map(name -> text("js/" + name + ".js"))
                .collect(Collectors.joining("\n", "\"use strict\";\n(async () => {\n", "\n" + own + "})();\n"));
    }

    /** A file of this package. */
    static String text(String name) {
        return read("/dev/fathom/report/" + name);
    }

    /** A file of the chart library. */
    static String uplot(String name) {
        return read(UPLOT + name);
    }

    /** Fills every {@code {{hole}}} once; what is filled in is not looked at again. */
    public static String fill(String template, Map<String, String> parts) {
        Matcher matcher = HOLE.matcher(template);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String part = parts.get(matcher.group(1));
            if (part == null) {
                throw new IllegalStateException(
                        "the template asks for '" + matcher.group(1) + "', which nobody writes");
            }
            matcher.appendReplacement(filled, Matcher.quoteReplacement(part));
        }
        return matcher.appendTail(filled).toString();
    }

    /** A content security policy that lets these inline scripts and styles in, and nothing else. */
    public static String policy(String[] scripts, String[] styles) {
        return "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; script-src " + hashes(scripts)
                + "; style-src " + hashes(styles);
    }

    private static String hashes(String[] texts) {
        StringBuilder hashes = new StringBuilder();
        for (String text : texts) {
            hashes.append(hashes.isEmpty() ? "" : " ")
                    .append("'sha256-")
                    .append(sha256(text))
                    .append('\'');
        }
        return hashes.toString();
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A file on the class path. */
    public static String read(String path) {
        try (InputStream stream = Assets.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalStateException("missing from the class path: " + path);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
