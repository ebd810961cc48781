/**
 * Runs of other programs, recorded while they trained: what does not fit in them, and one offline page about them. Signals,
 * gradients and updates stand by layer and over steps.
 */
package dev.fathom.recorded;
