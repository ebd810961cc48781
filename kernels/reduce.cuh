// Sums over the lanes of a warp, in a fixed order: the same inputs give the same bits.
#pragma once
#include "device.h"

static __device__ inline double exchange(double value, int distance) {
  long long bits = __builtin_bit_cast(long long, value);
  int low = __shfl_xor_sync(0xFFFFFFFFu, (int)bits, distance);
  int high = __shfl_xor_sync(0xFFFFFFFFu, (int)(bits >> 32), distance);
  return __builtin_bit_cast(double, ((long long)high << 32) | (unsigned)low);
}

// Every lane receives the sum.
static __device__ inline double warp_sum(double value) {
  for (int distance = 16; distance > 0; distance /= 2) value += exchange(value, distance);
  return value;
}

static __device__ inline double warp_max(double value) {
  for (int distance = 16; distance > 0; distance /= 2) {
    double other = exchange(value, distance);
    value = value != value || value > other ? value : other;
  }
  return value;
}
