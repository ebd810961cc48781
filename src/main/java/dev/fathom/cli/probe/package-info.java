/** {@code fathom probe}: what networks, or the weights of a given model, do at initialization. */
package dev.fathom.cli.probe;
