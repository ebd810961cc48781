/** Files that others write and read: safetensors, npy, npz, TensorBoard events. Knows arrays, not networks. */
package dev.fathom.formats;
