/** Whole trainings of small networks, some at a time, that never leave a core's cache. */
package dev.fathom.device.cpu.swarm;
