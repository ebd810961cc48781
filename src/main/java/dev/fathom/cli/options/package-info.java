/**
 * Groups of options that several commands share.
 */
package dev.fathom.cli.options;
