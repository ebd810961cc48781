// The mean over the positions of each sample, and back.
// Reference: dev.fathom.device.cpu.operations.Positions
#include "cohort.cuh"

// mean (B, m) of x (B P, m). Grid (ceil(B / 8), trials), block (32, 8): a warp for every sample.
extern "C" __global__ void mean_over_positions(Matrices x, Matrices mean, int samples, int positions, int columns) {
  int row = blockIdx.x * TILE_ROWS + threadIdx.y;
  if (row >= samples) return;
  const float* from = x.of(blockIdx.y) + (long long)row * positions * columns;
  float* to = mean.of(blockIdx.y) + (long long)row * columns;
  float share = 1.0f / positions;
  for (int j = threadIdx.x; j < columns; j += TILE_COLUMNS) {
    float sum = from[j];
    for (int p = 1; p < positions; p++) sum += from[(long long)p * columns + j];
    to[j] = sum * share;
  }
}

// Every position takes its share of the gradient (B, m); x (B P, m) with `rows` rows. Grid (ceil(rows / 8), trials),
// block (32, 8): a warp for every row.
extern "C" __global__ void spread_over_positions(Matrices gradient, Matrices x, int rows, int positions, int columns) {
  int row = blockIdx.x * TILE_ROWS + threadIdx.y;
  if (row >= rows) return;
  const float* from = gradient.of(blockIdx.y) + (long long)(row / positions) * columns;
  float* to = x.of(blockIdx.y) + (long long)row * columns;
  float share = 1.0f / positions;
  for (int j = threadIdx.x; j < columns; j += TILE_COLUMNS) to[j] = share * from[j];
}
