// What is measured of tokens and of the attention between them, in float64.
// Reference: dev.fathom.device.cpu.operations.Tokens
#include "cohort.cuh"
#include "mathematics.cuh"
#include "reduce.cuh"

// Entropy of each row of shares (n, m), in nats; out (n, 1). Grid (ceil(n / 8), trials), block (32, 8): a warp a row.
extern "C" __global__ void entropy(Matrices weights, Matrices out, int rows, int columns) {
  int row = blockIdx.x * TILE_ROWS + threadIdx.y;
  if (row >= rows) return;  // whole warps leave
  const float* shares = weights.of(blockIdx.y) + (long long)row * columns;
  double sum = 0;
  for (int j = threadIdx.x; j < columns; j += 32) {
    double share = shares[j];
    sum -= share < 1.17549435e-38 ? 0 : share * logarithm(share);
  }
  sum = warp_sum(sum);
  if (threadIdx.x == 0) out.of(blockIdx.y)[row] = (float)sum;
}

static __device__ inline double inner(const float* x, const float* y, int channels) {
  double sum = 0;
  for (int j = threadIdx.x; j < channels; j += 32) sum += (double)x[j] * y[j];
  return warp_sum(sum);
}

// Mean cosine of two different positions of each sample. z (B P, d); out (B, 1); lengths (B P, 1) is scratch. With u the
// tokens at length 1, |sum of u|² holds every cosine twice, and 1 for each token. Grid (samples, trials), block (32, 8).
extern "C" __global__ void cosine(Matrices z, Matrices lengths, Matrices out, int positions, int channels) {
  __shared__ double sums[TILE_ROWS];
  const float* tokens = z.of(blockIdx.y) + (long long)blockIdx.x * positions * channels;
  float* inverse = lengths.of(blockIdx.y) + (long long)blockIdx.x * positions;
  for (int position = threadIdx.y; position < positions; position += TILE_ROWS) {
    const float* token = tokens + (long long)position * channels;
    double square = inner(token, token, channels);
    if (threadIdx.x == 0) inverse[position] = (float)(1 / sqrt(square));
  }
  __syncthreads();
  int thread = threadIdx.y * 32 + threadIdx.x;
  double square = 0;
  for (int j = thread; j < channels; j += 32 * TILE_ROWS) {
    double sum = 0;
    for (int position = 0; position < positions; position++) {
      sum += (double)tokens[(long long)position * channels + j] * inverse[position];
    }
    square += sum * sum;
  }
  square = warp_sum(square);
  if (threadIdx.x == 0) sums[threadIdx.y] = square;
  __syncthreads();
  if (thread != 0) return;
  square = 0;
  for (int i = 0; i < TILE_ROWS; i++) square += sums[i];
  out.of(blockIdx.y)[blockIdx.x] = (float)((square - positions) / ((double)positions * (positions - 1)));
}
