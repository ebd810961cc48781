/**
 * Mean-field predictions of signal propagation: what a net of given weight and bias variances does at initialization,
 * without drawing one. {@link dev.fathom.theory.MeanField} is the infinitely deep net of one kind and its fixed points,
 * {@link dev.fathom.theory.CriticalLine} the edge of chaos, {@link dev.fathom.theory.Propagation} a concrete net layer by
 * layer, and {@link dev.fathom.theory.Scatter} how far single nets of finite width stray from it.
 */
package dev.fathom.theory;
