/**
 * Networks that run: forward and backward passes, training and probing of a cohort, on any device.
 */
package dev.fathom.engine;
