package dev.fathom.sweep;

import dev.fathom.study.Verdict;

/**
 * What is kept of a trial where very many are trained.
 *
 * @param loss mean over the last tenth of the minibatches
 * @param accuracy share of correct predictions on the test part, 0 for a single target value
 * @param convergence as {@link dev.fathom.device.LossDigest#convergence} has it: negative where training converged
 * @param learnedAt the first step whose loss was at most half of chance, -1 where none was
 */
public record TrialFate(Verdict verdict, double loss, double accuracy, double convergence, int learnedAt) {}
