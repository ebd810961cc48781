/** The activation functions, one file each: formula, value, derivative, and the float32 form that both devices run. */
package dev.fathom.activation.functions;
