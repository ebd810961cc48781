/** The operations of a network as loops over arrays on the heap, one file a kind. */
package dev.fathom.device.cpu.operations;
