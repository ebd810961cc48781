// exp and log in float64 (clang without a CUDA toolkit has no libdevice). Errors below 2e-16 relative, far under the
// float32 rounding of the results made from them.
#pragma once
#include "device.h"

// 2^k for k in [-1022, 1023]
static __device__ inline double power_of_two(int k) { return __builtin_bit_cast(double, (long long)(k + 1023) << 52); }

// e^x = 2^k e^r with |r| <= ln(2)/2, e^r by its Taylor series
static __device__ inline double exponential(double x) {
  if (x != x) return x;
  if (x > 709.782712893384) return __builtin_inf();
  if (x < -745.1332191019412) return 0;
  const double ROUND = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves no fraction
  double k = (x * 1.4426950408889634 + ROUND) - ROUND;
  double r = (x - k * 0.6931471803691238) - k * 1.9082149292705877e-10;
  double sum = 1;
  for (int i = 14; i > 0; i--) sum = 1 + sum * r / i;
  int half = (int)k / 2;  // in two factors, so that subnormal results round once
  return sum * power_of_two(half) * power_of_two((int)k - half);
}

// ln(m 2^k) = k ln(2) + 2 artanh((m - 1) / (m + 1)), for positive normal x
static __device__ inline double logarithm(double x) {
  if (!(x < __builtin_inf())) return x;
  long long bits = __builtin_bit_cast(long long, x);
  int k = (int)(bits >> 52) - 1023;
  double m = __builtin_bit_cast(double, (bits & 0xFFFFFFFFFFFFFLL) | 0x3FF0000000000000LL);
  if (m > 1.4142135623730951) {
    m = m / 2;
    k = k + 1;
  }
  double s = (m - 1) / (m + 1);
  double square = s * s;
  double sum = 0;
  for (int i = 23; i > 0; i -= 2) sum = sum * square + 1.0 / i;
  return k * 0.6931471803691238 + (2 * s * sum + k * 1.9082149292705877e-10);
}

// x^n for n >= 0, by squaring
static __device__ inline double power(double x, long long n) {
  double result = 1;
  for (double square = x; n > 0; n >>= 1, square *= square) {
    if (n & 1) result *= square;
  }
  return result;
}
