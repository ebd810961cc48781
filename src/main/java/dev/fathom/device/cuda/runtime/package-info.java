/** What the driver and cuBLAS offer, as typed calls: contexts, memory, kernels, launches, products. */
package dev.fathom.device.cuda.runtime;
