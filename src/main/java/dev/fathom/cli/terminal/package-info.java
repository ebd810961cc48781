/**
 * How figures and progress look on a terminal: tables of 80 columns, bars, colours, live views.
 */
package dev.fathom.cli.terminal;
