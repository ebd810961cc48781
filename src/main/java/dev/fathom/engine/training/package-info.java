/** The training of a cohort from the first batch to the last, with early exit, and what it costs. */
package dev.fathom.engine.training;
