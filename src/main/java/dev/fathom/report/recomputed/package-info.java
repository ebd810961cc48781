/**
 * What stores do not keep and a report finds anew: the lines of mean-field theory, and histograms of networks drawn once
 * more from their seeds.
 */
package dev.fathom.report.recomputed;
