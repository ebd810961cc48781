// From uniforms in (0, 1] to the laws of weights. Grid (ceil(size / 256)), block (256).
// Reference: dev.fathom.init.Law
#include "java.cuh"
#include "mathematics.cuh"

// x ← low + span x, at most high
extern "C" __global__ void affine(float* x, int size, float low, float span, float high) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < size) x[i] = min(high, low + span * x[i]);
}

// x ← the quantile at (bottom + mass x) of the normal law, which is cut off at low and high
extern "C" __global__ void truncate(
    float* x, int size, double mean, double deviation, double low, double high, double bottom, double mass) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= size) return;
  double value = mean + deviation * normal_quantile(bottom + mass * (x[i] < 1.0f ? x[i] : 1 - 0x1p-25));
  x[i] = (float)(value < low ? low : value > high ? high : value);
}
