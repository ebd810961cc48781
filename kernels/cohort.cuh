// How kernels see the tensors of a cohort. Every kernel of matrices runs on a grid of (parts of the matrix, trials).
#pragma once
#include "java.cuh"

// One row-major matrix per trial; stride 0 where all trials share one. A null pointer switches an operand off.
struct Matrices {
  float* data;
  long long stride;  // elements between the matrices of two trials

  __device__ float* of(unsigned trial) const { return data + trial * stride; }
  __device__ bool present() const { return data != nullptr; }
};

// The element of a thread of its own, at most 2^31 - 1: the last block of a matrix may begin before that and end behind it.
static __device__ inline int element() {
  unsigned i = blockIdx.x * blockDim.x + threadIdx.x;
  return i < 0x7FFFFFFFu ? (int)i : 0x7FFFFFFF;
}

// A tile is 32 columns wide and as high as the matrix: a block of 32 x 8 threads walks down it, 8 rows at a time, so that
// loads are coalesced and sums over the batch stay inside a block.
static const int TILE_COLUMNS = 32;
static const int TILE_ROWS = 8;

struct Tile {
  int rows;
  int columns;
  int column;
  bool inside;

  __device__ Tile(int rows, int columns)
      : rows(rows), columns(columns), column(blockIdx.x * TILE_COLUMNS + threadIdx.x), inside(column < columns) {}

  __device__ long long at(int row) const { return (long long)row * columns + column; }
};

// The sample in row `row` of the minibatch of this step; -1 for an empty place.
// Reference: dev.fathom.device.cpu.CpuRecorder.sample
static __device__ inline int sample(const int* order, int length, long long step, int row, int batch) {
  return order[(step * batch + row) % length];
}

// What a row (1, columns) of each trial holds for a step: column step mod columns.
static __device__ inline float now(Matrices row, int columns, const long long* step) {
  return row.of(blockIdx.y)[columns == 1 ? 0 : *step % columns];
}
