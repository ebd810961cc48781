package dev.fathom.sweep;

/**
 * A planned cohort with what it costs.
 *
 * @param group cohorts of one group are alike, and equal in size but for one trial
 * @param bytes on the device
 * @param flops of its matrix products, nobody leaving early
 * @param traffic bytes that its training moves between a GPU and its memory
 */
public record PricedCohort(int group, CohortPlan cohort, long bytes, double flops, double traffic) {}
