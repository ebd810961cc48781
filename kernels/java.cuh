// Functions of Java's that the shared formulas call. The kernels are compiled without contraction, so what is written
// as a product and a sum rounds twice, as in Java.
#pragma once
#include "device.h"

#define INLINED __attribute__((always_inline)) inline

static __device__ inline int floatToRawIntBits(float x) { return __builtin_bit_cast(int, x); }
static __device__ inline float abs(float x) { return __builtin_fabsf(x); }

// Math.max and Math.min: a NaN on either side gives NaN, and -0 lies below 0.
static __device__ inline float max(float a, float b) {
  if (a == b) return __builtin_bit_cast(float, floatToRawIntBits(a) & floatToRawIntBits(b));
  return a != a || a > b ? a : b;
}
static __device__ inline float min(float a, float b) {
  if (a == b) return __builtin_bit_cast(float, floatToRawIntBits(a) | floatToRawIntBits(b));
  return a != a || a < b ? a : b;
}

static __device__ inline bool finite(float x) { return abs(x) <= 3.4028234663852886e38f; }
