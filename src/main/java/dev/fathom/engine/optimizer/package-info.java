/** What a step does with the gradients of a network: norms, rates, states and updates, recorded on a device. */
package dev.fathom.engine.optimizer;
