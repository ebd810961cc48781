/** The activations by name, with their parameters, and those given by a formula. */
package dev.fathom.activation.catalog;
