package dev.fathom.cli.atlas;

import dev.fathom.atlas.Claim;
import dev.fathom.atlas.Scale;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.SweepView;
import dev.fathom.cli.terminal.Terminal;
import java.util.List;
import java.util.Locale;

/** What the atlas is doing, on stderr. */
public final class AtlasProgress implements AutoCloseable {
    private static final String CLEAR = "\r\u001b[2K";

    private final int total;
    private final boolean terminal = Terminal.live();
    private final int columns = terminal ? Terminal.columns() : 0;
    private final long start = System.nanoTime();
    private int done;

    public AtlasProgress(List<Claim> claims, Scale scale) {
        total = claims.stream()
                .mapToInt(claim -> claim.parts().apply(scale).size())
                .sum();
    }

    public void done() {
        done++;
    }

    public void doing(String what) {
        double seconds = (System.nanoTime() - start) / 1e9;
        String left = done == 0 ? "" : ", about " + SweepView.time(seconds * (total - done) / done) + " left";
        String line = String.format(Locale.ROOT, "%d/%d measured%s: %s", done, total, left, what);
        if (terminal) {
            System.err.print(CLEAR + SweepView.cut(line, columns));
        } else {
            Paragraph.of(line, "  ").forEach(System.err::println);
        }
    }

    @Override
    public void close() {
        if (terminal) {
            System.err.print(CLEAR);
        }
    }
}
