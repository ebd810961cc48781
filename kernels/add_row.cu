// What lies under a product that adds to its result.
// Reference: dev.fathom.device.cpu.CpuRecorder.addRow
#include "cohort.cuh"

// out = x + alpha 1 biasᵀ. x (B, m) and bias (1, m) may be absent. Grid (tiles, trials), block (32, 8).
extern "C" __global__ void add_row(Matrices x, Matrices bias, float alpha, Matrices out, int rows, int columns) {
  Tile tile(rows, columns);
  if (!tile.inside) return;
  float shift = bias.present() ? alpha * bias.of(blockIdx.y)[tile.column] : 0;
  float* target = out.of(blockIdx.y);
  for (int row = threadIdx.y; row < rows; row += TILE_ROWS) {
    float value = x.present() ? x.of(blockIdx.y)[tile.at(row)] : 0;
    target[tile.at(row)] = bias.present() ? value + shift : value;
  }
}
