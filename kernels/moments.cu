// Moments of any tensor, and the second stage of every measurement.
// Reference: dev.fathom.device.cpu.operations.Measurement.moments
#include "moments.cuh"

// x (B, m), bias (1, m) or absent: moments of x + 1 biasᵀ, without writing it. Grid (tiles, trials), block (32, 8).
extern "C" __global__ void measure(Matrices x, Matrices bias, int rows, int columns, double* sums) {
  Tile tile(rows, columns);
  const float* values = x.of(blockIdx.y);
  float shift = tile.inside && bias.present() ? bias.of(blockIdx.y)[tile.column] : 0;
  Column column(tile.inside ? values[tile.column] + shift : 0);
  column.alive = 1;
  for (int row = threadIdx.y; tile.inside && row < rows; row += TILE_ROWS) column.add(values[tile.at(row)] + shift);
  write_tile(column, tile, sums);
}

// statistics[trial][slot] ← the moments behind sums[trial][tile]. Grid (1, trials), block (32). The order of the eight
// values is that of the components of dev.fathom.device.Moments.
extern "C" __global__ void combine(
    const double* sums, int tiles, int rows, int columns, double* statistics, int slots, int slot) {
  const double* mine = sums + (long long)blockIdx.y * tiles * TILE_SUMS;
  double total[TILE_SUMS];
  for (int i = 0; i < TILE_SUMS; i++) {
    double sum = 0;
    for (int tile = threadIdx.x; tile < tiles; tile += 32) {
      double value = mine[tile * TILE_SUMS + i];
      sum = i != LARGEST ? sum + value : sum != sum || sum > value ? sum : value;
    }
    total[i] = i == LARGEST ? warp_max(sum) : warp_sum(sum);
  }
  if (threadIdx.x != 0) return;

  double elements = (double)rows * columns;
  double mean = total[SUM_OF_MEANS] / columns;
  double unit_variance = total[SUM_OF_VARIANCES] / columns;
  double second_moment = unit_variance + total[SUM_OF_SQUARED_MEANS] / columns;
  double variance = second_moment - mean * mean;
  double* out = statistics + ((long long)blockIdx.y * slots + slot) * 8;
  out[0] = mean;
  out[1] = variance < 0 ? 0 : variance;
  out[2] = second_moment;
  out[3] = unit_variance;
  out[4] = total[LARGEST];
  out[5] = total[SATURATED] / elements;
  out[6] = total[DEAD] / columns;
  out[7] = total[NONFINITE] / elements;
}
