package dev.fathom.sweep;

/**
 * A planned cohort with what it costs.
 *
 * @param bytes on the device
 * @param flops of its matrix products, nobody leaving early
 */
public record PricedCohort(CohortPlan cohort, long bytes, double flops) {}
