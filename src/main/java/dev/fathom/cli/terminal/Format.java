package dev.fathom.cli.terminal;

/** How figures are printed. */
public enum Format {
    text,
    json,
    csv
}
