package dev.fathom.report;

/** Text into HTML. */
final class Html {
    private Html() {}

    /** For text and for attribute values in double quotes. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A spec such as {@code orthogonal(gain=√2)}, which may break after a bracket or a comma. */
    static String spec(String text) {
        return escape(text).replace("(", "(<wbr>").replace(",", ",<wbr>").replace("_", "_<wbr>");
    }

    /** Nothing for blank text. */
    static String paragraph(String style, String text) {
        return text.isBlank() ? "" : "<p class=\"" + style + "\">" + escape(text) + "</p>";
    }
}
