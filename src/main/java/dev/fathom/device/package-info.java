/**
 * The narrow waist between the laboratory and the machine: what every device computes, and nothing of how.
 * {@link dev.fathom.device.Operations} is the whole of it.
 */
package dev.fathom.device;
