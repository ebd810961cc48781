package dev.fathom.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/** What the place that output goes to can show. */
public final class Terminal {
    /** Text is made for this many columns, wherever it goes, so that it reads the same in a terminal, a mail and a log. */
    static final int COLUMNS = 80;

    private static final int LEAST_COLUMNS = 4;

    private Terminal() {}

    /** Files and pipes get UTF-8 on every system, as all files of this program have it; a terminal what it shows. */
    public static void encode() {
        if (!isTerminal(1)) {
            System.setOut(inUtf8(FileDescriptor.out));
        }
        if (!isTerminal(2)) {
            System.setErr(inUtf8(FileDescriptor.err));
        }
    }

    private static PrintStream inUtf8(FileDescriptor file) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(file), 128), true, StandardCharsets.UTF_8);
    }

    /** The first of two texts where standard output can show it: consoles of Windows may have few characters. */
    static String shown(String text, String plain) {
        String name = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
        Charset charset = !isTerminal(1)
                ? StandardCharsets.UTF_8
                : name == null ? Charset.defaultCharset() : Charset.forName(name);
        return charset.newEncoder().canEncode(text) ? text : plain;
    }

    /** Whether standard output takes colour: a terminal that NO_COLOR or TERM=dumb do not silence. */
    public static boolean colour() {
        return Ansi.AUTO.enabled() && isTerminal(1);
    }

    /** Whether standard error is a terminal on which lines can be drawn anew. */
    public static boolean live() {
        return isTerminal(2) && !"dumb".equals(System.getenv("TERM"));
    }

    /** Columns that a line may fill on the terminal without a second line, at most those that text is made for. */
    public static int columns() {
        try {
            Process size = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String[] said = new String(size.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                    .strip()
                    .split(" ");
            int columns = said.length == 2 ? Integer.parseInt(said[1]) : 0;
            return columns == 0 ? COLUMNS : Math.max(LEAST_COLUMNS, Math.min(COLUMNS, columns));
        } catch (IOException | NumberFormatException e) {
            return COLUMNS; // no such program, or no terminal
        }
    }

    /** Whether another program reads the stream, as far as the system tells. */
    public static boolean isPipe(int stream) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException e) {
            return false;
        }
    }

    /** Linux tells each stream apart; elsewhere a console means that all are terminals. */
    private static boolean isTerminal(int stream) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + stream)).startsWith("/dev/pts");
        } catch (IOException e) {
            return System.console() != null;
        }
    }
}
