package dev.fathom.cli;

/** How figures are printed. */
enum Format {
    text,
    json,
    csv
}
