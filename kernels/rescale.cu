// Brings the norm of several tensors together to another. Reference: dev.fathom.device.cpu.operations.Rescale. Grid (parts, trials),
// block (256).
#include "cohort.cuh"
#include "reduce.cuh"

static const int THREADS = 256;
static const int EACH = 16;  // elements that a thread squares

// The sum over the threads of a block, in a fixed order; thread 0 receives it.
static __device__ inline double block_sum(double value) {
  __shared__ double warps[THREADS / 32];
  value = warp_sum(value);
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = value;
  __syncthreads();
  double sum = 0;
  for (int i = 0; i < THREADS / 32; i++) sum += warps[i];
  return sum;
}

// sums[trial][first + block] ← the squares of this part of x, summed in float64
extern "C" __global__ void squares(Matrices x, int size, double* sums, int first, int parts) {
  const float* values = x.of(blockIdx.y);
  long long start = (long long)blockIdx.x * THREADS * EACH + threadIdx.x;
  double sum = 0;
  for (int k = 0; k < EACH; k++) {
    long long i = start + k * THREADS;
    if (i < size) sum += (double)values[i] * values[i];
  }
  sum = block_sum(sum);
  if (threadIdx.x == 0) sums[(long long)blockIdx.y * parts + first + blockIdx.x] = sum;
}

// x ← x norm / (√Σ sums + epsilon), by no factor above 1 where only down; an infinite norm leaves all as it is
extern "C" __global__ void rescale(
    Matrices x, int size, const double* sums, int parts, Matrices norm, float epsilon, int only_down) {
  float wanted = *norm.of(blockIdx.y);
  if (!(wanted < __builtin_inff())) return;
  const double* mine = sums + (long long)blockIdx.y * parts;
  double sum = 0;
  for (int i = threadIdx.x; i < parts; i += THREADS) sum += mine[i];
  sum = block_sum(sum);
  float factor = (float)(wanted / (sqrt(sum) + epsilon));
  if (only_down && factor > 1) return;
  long long start = (long long)blockIdx.x * THREADS * EACH + threadIdx.x;
  for (int k = 0; k < EACH; k++) {
    long long i = start + k * THREADS;
    if (i < size) x.of(blockIdx.y)[i] *= factor;
  }
}
