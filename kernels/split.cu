// What three products of tensor cores take the place of one in float32 by (3xTF32).
// Reference: Ootomo and Yokota, Recovering single precision accuracy from Tensor Cores (2022), equations 8 to 12
#include "cohort.cuh"

// x rounded to the 11 bits of significand that tf32 keeps, to even between two; cut where rounding would overflow.
static __device__ inline float upper(float x) {
  unsigned bits = __builtin_bit_cast(unsigned, x);
  unsigned rounded = bits + 0xFFF + (bits >> 13 & 1);
  bits = (rounded & 0x7F800000) == 0x7F800000 ? bits : rounded;
  return __builtin_bit_cast(float, bits & ~0x1FFFu);
}

// high + low = x, and tf32 holds high; what is not finite stands in high alone. Grid (ceil(size / 256), trials), block (256).
extern "C" __global__ void split(Matrices x, Matrices high, Matrices low, int size) {
  int i = element();
  if (i >= size) return;
  float value = x.of(blockIdx.y)[i];
  bool whole = finite(value);
  float most = whole ? upper(value) : value;
  high.of(blockIdx.y)[i] = most;
  low.of(blockIdx.y)[i] = whole ? value - most : 0;
}
