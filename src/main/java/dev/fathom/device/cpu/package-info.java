/**
 * The reference device: plain loops over heap arrays, and a native BLAS for the products.
 */
package dev.fathom.device.cpu;
