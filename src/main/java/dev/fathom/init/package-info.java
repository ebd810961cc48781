/**
 * Initializers: each one's distribution, formula, source and spellings, and the counter-based generator that CPU and GPU share.
 * {@link dev.fathom.init.Initializers} lists them, one entry each.
 */
package dev.fathom.init;
