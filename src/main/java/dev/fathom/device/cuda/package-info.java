/** NVIDIA GPUs through the driver API, cuBLAS and cuRAND; the kernels lie in {@code kernels/}. */
package dev.fathom.device.cuda;
