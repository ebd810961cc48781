/**
 * Networks as plain data: shapes, architectures, activations (one file each) and optimizers.
 */
package dev.fathom.net;
