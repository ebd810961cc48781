// Philox4x32-10 (Salmon et al. 2011) in the order of cuRAND's host API: element i of a stream is word i mod 4 of block
// i / 4, and block b is place b / 65536 of sequence b mod 65536.
// Reference: dev.fathom.init.Philox
#pragma once
#include "java.cuh"
#include "mathematics.cuh"

struct Words {
  unsigned word[4];
};

static __device__ inline Words philox(unsigned long long key, unsigned block) {
  unsigned x = block >> 16;
  unsigned y = 0;
  unsigned z = block & 0xFFFF;
  unsigned w = 0;
  unsigned low = (unsigned)key;
  unsigned high = (unsigned)(key >> 32);
  for (int round = 0; round < 10; round++) {
    unsigned long long first = (unsigned long long)0xD2511F53u * x;
    unsigned long long second = (unsigned long long)0xCD9E8D57u * z;
    x = (unsigned)(second >> 32) ^ y ^ low;
    y = (unsigned)second;
    z = (unsigned)(first >> 32) ^ w ^ high;
    w = (unsigned)first;
    low += 0x9E3779B9u;
    high += 0xBB67AE85u;
  }
  return {{x, y, z, w}};
}

// In (0, 1].
static __device__ inline float uniform(unsigned word) { return (float)word * 0x1p-32f + 0x1p-33f; }

// Two standard normal numbers by Box and Muller: the arguments in float32 as cuRAND has them, the functions in float64.
static __device__ inline void normals(unsigned first, unsigned second, float* sine, float* cosine) {
  const float TURN = 1.46291807926715968e-9f;  // 2 pi 2^-32
  float angle = fma((float)second, TURN, TURN / 2);
  double radius = sqrt(-2 * logarithm(uniform(first)));
  double s, c;
  sine_cosine(angle, &s, &c);
  *sine = (float)(radius * s);
  *cosine = (float)(radius * c);
}
