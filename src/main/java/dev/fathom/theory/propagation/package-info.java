/**
 * A concrete network layer by layer: moments, correlations and gradients, and how far finite widths stray from them.
 */
package dev.fathom.theory.propagation;
