// First of the two stages that measure a matrix: sums over one tile of 32 columns, in float64. Deviations are taken from
// the first row, so that units that barely vary over the batch keep their variance. moments.cu holds the second stage.
// Reference: dev.fathom.device.cpu.operations.Measurement
#pragma once
#include "cohort.cuh"
#include "reduce.cuh"

// What one tile contributes, TILE_SUMS float64 values: sums over its columns.
enum { SUM_OF_MEANS, SUM_OF_VARIANCES, SUM_OF_SQUARED_MEANS, LARGEST, SATURATED, DEAD, NONFINITE, TILE_SUMS };

// What one thread gathers of one column.
struct Column {
  double pivot;
  double sum = 0;
  double squares = 0;
  float largest = 0;
  int saturated = 0;
  int alive = 0;  // rows whose slope is not zero; where slopes are not asked for, rows
  int nonfinite = 0;

  __device__ explicit Column(float first) : pivot(finite(first) ? first : 0) {}

  __device__ void add(float x) {
    double deviation = x - pivot;
    sum += deviation;
    squares += deviation * deviation;
    largest = max(largest, abs(x));
    nonfinite += finite(x) ? 0 : 1;
  }
};

// Joins the threads of a block and writes sums[trial][tile][TILE_SUMS]. All threads of the block must call it.
static __device__ void write_tile(const Column& column, const Tile& tile, double* sums) {
  __shared__ double sum[TILE_ROWS][TILE_COLUMNS];
  __shared__ double squares[TILE_ROWS][TILE_COLUMNS];
  __shared__ float largest[TILE_ROWS][TILE_COLUMNS];
  __shared__ int saturated[TILE_ROWS][TILE_COLUMNS];
  __shared__ int alive[TILE_ROWS][TILE_COLUMNS];
  __shared__ int nonfinite[TILE_ROWS][TILE_COLUMNS];
  int x = threadIdx.x;
  int y = threadIdx.y;
  __syncthreads();  // an earlier call may still be reading
  sum[y][x] = column.sum;
  squares[y][x] = column.squares;
  largest[y][x] = column.largest;
  saturated[y][x] = column.saturated;
  alive[y][x] = column.alive;
  nonfinite[y][x] = column.nonfinite;
  __syncthreads();
  if (y != 0) return;

  Column whole = column;
  for (int i = 1; i < TILE_ROWS; i++) {
    whole.sum += sum[i][x];
    whole.squares += squares[i][x];
    whole.largest = max(whole.largest, largest[i][x]);
    whole.saturated += saturated[i][x];
    whole.alive += alive[i][x];
    whole.nonfinite += nonfinite[i][x];
  }
  double shift = whole.sum / tile.rows;
  double mean = tile.inside ? whole.pivot + shift : 0;
  double variance = whole.squares / tile.rows - shift * shift;
  double joined[TILE_SUMS];
  joined[SUM_OF_MEANS] = warp_sum(mean);
  joined[SUM_OF_VARIANCES] = warp_sum(tile.inside && !(variance < 0) ? variance : 0);
  joined[SUM_OF_SQUARED_MEANS] = warp_sum(mean * mean);
  joined[LARGEST] = warp_max(tile.inside ? whole.largest : 0);
  joined[SATURATED] = warp_sum(tile.inside ? whole.saturated : 0);
  joined[DEAD] = warp_sum(tile.inside && whole.alive == 0 ? 1 : 0);
  joined[NONFINITE] = warp_sum(tile.inside ? whole.nonfinite : 0);
  if (x == 0) {
    double* out = sums + ((long long)blockIdx.y * gridDim.x + blockIdx.x) * TILE_SUMS;
    for (int i = 0; i < TILE_SUMS; i++) out[i] = joined[i];
  }
}
