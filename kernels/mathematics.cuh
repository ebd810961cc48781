// Functions that clang without a CUDA toolkit does not have (no libdevice): in float64, with errors far under the float32
// rounding of the results made from them, but for one.
#pragma once
#include "device.h"

// e^x for x <= 0 in float32, within 2 ulp: 2^k e^r with |r| <= ln(2)/2, e^r by its Taylor series; 2^k in two factors, so
// that subnormal results round once
static __device__ inline float exponential_below(float x) {
  if (!(x > -104)) return x != x ? x : 0;
  const float ROUND = 12582912.0f;  // 1.5 * 2^23
  float k = (x * 1.44269504f + ROUND) - ROUND;
  float r = fma(k, -1.42860677e-6f, fma(k, -0.693145752f, x));
  float sum = 1;
  for (int i = 7; i > 0; i--) sum = fma(sum, r * (1.0f / i), 1);
  int half = (int)k / 2;
  int rest = (int)k - half;
  return sum * __builtin_bit_cast(float, (half + 127) << 23) * __builtin_bit_cast(float, (rest + 127) << 23);
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

// Sine and cosine for x in [0, 2 pi], by their Taylor series on |r| <= pi/4
static __device__ inline void sine_cosine(double x, double* sine, double* cosine) {
  const double ROUND = 6755399441055744.0;  // 1.5 * 2^52: adding it leaves no fraction
  double quarters = (x * 0.6366197723675814 + ROUND) - ROUND;
  double r = (x - quarters * 1.5707963267948966) - quarters * 6.123233995736766e-17;
  double square = r * r;
  double s = 1;
  for (int i = 16; i > 0; i -= 2) s = 1 - s * square * (1.0 / (i * (i + 1)));
  s *= r;
  double c = 1;
  for (int i = 15; i > 0; i -= 2) c = 1 - c * square * (1.0 / (i * (i + 1)));
  int quadrant = (int)quarters & 3;
  double along = quadrant & 1 ? c : s;
  double across = quadrant & 1 ? s : c;
  *sine = quadrant & 2 ? -along : along;
  *cosine = quadrant == 1 || quadrant == 2 ? -across : across;
}

// x^n for n >= 0, by squaring
static __device__ inline double power(double x, long long n) {
  double result = 1;
  for (double square = x; n > 0; n >>= 1, square *= square) {
    if (n & 1) result *= square;
  }
  return result;
}

// c[0] + c[1] x + ... + c[7] x^7
static __device__ inline double polynomial(double x, const double (&c)[8]) {
  double sum = c[7];
  for (int i = 6; i >= 0; i--) sum = sum * x + c[i];
  return sum;
}

// The inverse of the standard normal distribution function, infinite at 0 and 1: algorithm AS 241, PPND16 (Wichura 1988),
// accurate to about 1e-16.
static __device__ inline double normal_quantile(double p) {
  const double CENTRE[8] = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
      1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4,
      2.5090809287301226727e3};
  const double BELOW_CENTRE[8] = {1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
      2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3};
  const double MIDDLE[8] = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
      3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
      7.74545014278341407640e-4};
  const double BELOW_MIDDLE[8] = {1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
      1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
  const double TAIL[8] = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
      2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
      2.01033439929228813265e-7};
  const double BELOW_TAIL[8] = {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
      7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};
  double q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    double r = 0.180625 - q * q;
    return q * polynomial(r, CENTRE) / polynomial(r, BELOW_CENTRE);
  }
  double tail = q < 0 ? p : 1 - p;
  if (tail <= 0) return q < 0 ? -__builtin_inf() : __builtin_inf();
  double r = sqrt(-logarithm(tail));
  double z = r <= 5 ? polynomial(r - 1.6, MIDDLE) / polynomial(r - 1.6, BELOW_MIDDLE)
                    : polynomial(r - 5, TAIL) / polynomial(r - 5, BELOW_TAIL);
  return q < 0 ? -z : z;
}
