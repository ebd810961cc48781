/**
 * How weights move: optimizers with their parameters, schedules, and the rates of each role under a parametrization.
 */
package dev.fathom.optimizer;
