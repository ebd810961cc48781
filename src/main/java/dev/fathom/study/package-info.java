/**
 * What to run: study files, the hyperparameters of a trial with their limits, and the rules of the verdict.
 */
package dev.fathom.study;
