/**
 * How a study runs: trials packed into cohorts, cohorts over devices, results as events.
 */
package dev.fathom.sweep;
