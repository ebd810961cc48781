/** What several commands print alike: JSON, tables in files, the command that repeats a result. */
package dev.fathom.cli.output;
