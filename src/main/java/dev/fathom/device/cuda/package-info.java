/**
 * NVIDIA GPUs through the driver API, cuBLAS and cuRAND; its kernels lie in {@code kernels/}.
 */
package dev.fathom.device.cuda;
