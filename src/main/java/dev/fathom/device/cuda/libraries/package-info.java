/** NVIDIA's shared libraries: where they are found, which versions they are, and what is missing. */
package dev.fathom.device.cuda.libraries;
