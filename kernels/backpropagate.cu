// Back through activation and bias, with the moments of the gradient, in one pass.
// Reference: dev.fathom.device.cpu.CpuRecorder.backpropagate
#include "moments.cuh"

static __device__ inline float behind(
    const float* delta, const float* slope, const float* skip, long long at) {
  float d = delta[at];
  if (slope != nullptr) d *= slope[at];
  if (skip != nullptr) d += skip[at];
  return d;
}

// delta ← delta ⊙ slope + skip; bias ← beta bias + alpha Σ_B delta.
// delta, slope, skip (B, m), bias (1, m): all but delta may be absent; gradient: tile sums of delta, or null.
// Grid (tiles, trials), block (32, 8).
extern "C" __global__ void backpropagate(
    Matrices delta,
    Matrices slope,
    Matrices skip,
    float alpha,
    float beta,
    Matrices bias,
    int rows,
    int columns,
    double* gradient) {
  __shared__ float sums[TILE_ROWS][TILE_COLUMNS];
  Tile tile(rows, columns);
  float* d = delta.of(blockIdx.y);
  const float* s = slope.present() ? slope.of(blockIdx.y) : nullptr;
  const float* around = skip.present() ? skip.of(blockIdx.y) : nullptr;

  float first = 0;
  if (gradient != nullptr) {
    if (tile.inside) first = behind(d, s, around, tile.column);
    __syncthreads();  // all have read the first row before anyone overwrites it
  }
  Column column(first);
  column.alive = 1;

  float sum = 0;
  for (int row = threadIdx.y; tile.inside && row < rows; row += TILE_ROWS) {
    float value = behind(d, s, around, tile.at(row));
    d[tile.at(row)] = value;
    sum += value;
    if (gradient != nullptr) column.add(value);
  }
  if (bias.present()) {
    sums[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y == 0 && tile.inside) {
      for (int i = 1; i < TILE_ROWS; i++) sum += sums[i][threadIdx.x];
      float* b = bias.of(blockIdx.y) + tile.column;
      // beta 0 must not keep a NaN of the target, as in BLAS
      *b = (beta == 0 ? 0 : beta * *b) + alpha * sum;
    }
  }
  if (gradient != nullptr) write_tile(column, tile, gradient);
}
