// From uniforms in (0, 1] to the laws of weights. Grid (ceil(size / 256)), block (256).
// Reference: dev.fathom.init.Law
#include "device.h"
#include "mathematics.cuh"

// x ← low + (high − low) x
extern "C" __global__ void affine(float* x, int size, float low, float high) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) x[i] = low + (high - low) * x[i];
}
extern "C" __global__ void truncate(float* x, int size, double mean, double std, double low, double high) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) x[i] = (float)(mean + std * (low + (high - low) * x[i]));
}
