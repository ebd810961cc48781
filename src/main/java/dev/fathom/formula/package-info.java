/** Formulas of one variable: read from an expression, run with their derivatives as programs on a stack. */
package dev.fathom.formula;
