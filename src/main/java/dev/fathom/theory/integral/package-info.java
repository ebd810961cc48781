/** Gaussian integrals of activations, of one pre-activation or of two correlated ones. */
package dev.fathom.theory.integral;
