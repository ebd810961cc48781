// The weights of a cohort in one launch, and what makes cuRAND's uniforms in (0, 1] other distributions where it draws.
// Reference: dev.fathom.init.Distribution
#include "cohort.cuh"
#include "philox.cuh"

enum { CONSTANT = 1, NORMAL, UNIFORM, TRUNCATED_NORMAL };

// How one trial is drawn; dev.fathom.device.cuda.draw.TogetherDraw writes it.
struct Draw {
  unsigned long long key;
  int distribution;  // 0 leaves the matrix alone
  float a;           // the constant; the mean; low
  float b;           // the deviation; high - low
  float c;           // high
  double mean, deviation, low, high, bottom, mass;  // of a truncated normal
};

static __device__ inline float affine_of(float u, float low, float span, float high) {
  return min(high, low + span * u);
}

// The quantile at (bottom + mass u) of the normal distribution, which is cut off at low and high.
static __device__ inline float truncated_of(
    float u, double mean, double deviation, double low, double high, double bottom, double mass) {
  double value = mean + deviation * normal_quantile(bottom + mass * (u < 1.0f ? u : 1 - 0x1p-25));
  return (float)(value < low ? low : value > high ? high : value);
}

// Every trial's matrix is the beginning of the sequence of its key. Grid (ceil(size / 1024), trials), block (256): a
// thread makes the four elements of one block of random words.
extern "C" __global__ void draw(const Draw* draws, Matrices weights, int size) {
  const Draw& how = draws[blockIdx.y];
  unsigned number = blockIdx.x * blockDim.x + threadIdx.x;
  int left = size - 4 * (int)number;
  if (left <= 0 || how.distribution == 0) return;
  float values[4] = {how.a, how.a, how.a, how.a};
  if (how.distribution != CONSTANT) {
    Words words = philox(how.key, number);
    if (how.distribution == NORMAL) {
      normals(words.word[0], words.word[1], &values[0], &values[1]);
      normals(words.word[2], words.word[3], &values[2], &values[3]);
      for (int i = 0; i < 4; i++) values[i] = how.a + how.b * values[i];
    } else {
      for (int i = 0; i < 4; i++) values[i] = uniform(words.word[i]);
      for (int i = 0; how.distribution == UNIFORM && i < 4; i++) values[i] = affine_of(values[i], how.a, how.b, how.c);
      for (int i = 0; how.distribution == TRUNCATED_NORMAL && i < 4; i++) {
        values[i] = truncated_of(values[i], how.mean, how.deviation, how.low, how.high, how.bottom, how.mass);
      }
    }
  }
  float* out = weights.of(blockIdx.y) + 4ll * number;
  for (int i = 0; i < 4; i++) {
    if (i < left) out[i] = values[i];
  }
}

// x ← low + span x, at most high. Grid (ceil(size / 256)), block (256), as below.
extern "C" __global__ void affine(float* x, int size, float low, float span, float high) {
  int i = element();
  if (i < size) x[i] = affine_of(x[i], low, span, high);
}

// x ← a truncated normal number
extern "C" __global__ void truncate(
    float* x, int size, double mean, double deviation, double low, double high, double bottom, double mass) {
  int i = element();
  if (i < size) x[i] = truncated_of(x[i], mean, deviation, low, high, bottom, mass);
}
