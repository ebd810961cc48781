/** The results of a store as the report shows them: grouped into cells and panels, series and numbers. */
package dev.fathom.report.results;
