/** The greatest trainable depth of an initializer with an activation, found by a sequential search. */
package dev.fathom.frontier;
