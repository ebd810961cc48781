/** Holds a device to the CPU, operation by operation, and takes its speed: what to run first on a new machine. */
package dev.fathom.selftest;
