/** The infinitely wide and deep network: fixed points, depth scales, the edge of chaos, the Jacobian's spectrum. */
package dev.fathom.theory.meanfield;
