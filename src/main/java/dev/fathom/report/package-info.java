/**
 * One offline HTML file from the results of a sweep. {@link dev.fathom.report.Report} is the door, {@code Headline} says the
 * results in one sentence, the others each render one part. The look and the behaviour live in {@code report.css} and
 * {@code js} beside the template.
 */
package dev.fathom.report;
