/** Matrix products: a native BLAS where there is one, in blocks of the shapes that it runs fastest. */
package dev.fathom.device.cpu.blas;
