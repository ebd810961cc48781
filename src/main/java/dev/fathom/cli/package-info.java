/**
 * The command line, one class a command: it parses, calls one thing and shows the answer.
 */
package dev.fathom.cli;
