/** The reference device: its operations on a pool of threads. */
package dev.fathom.device.cpu;
