// LayerNorm and RMSNorm over the rows of a matrix, with or without learnable gain and shift; one warp a row.
// Reference: dev.fathom.device.cpu.operations.RowNorms
#include "cohort.cuh"
#include "reduce.cuh"

static const double EPSILON = 1e-5f;  // dev.fathom.device.Normalization.EPSILON

// u = (z + bias − mean) / sqrt(variance + epsilon), each row by itself, kept in normalized (B, m), and z ← u gain + shift;
// where not CENTRED, mean counts as 0. inverse_deviation (B, 1); bias, gain, shift (1, m) may be absent.
// Grid (ceil(B / 8), trials), block (32, 8).
template <bool CENTRED>
static __device__ void forward(
    Matrices bias,
    Matrices z,
    Matrices normalized,
    Matrices inverse_deviation,
    Matrices gain,
    Matrices shift,
    int rows,
    int columns) {
  int row = blockIdx.x * TILE_ROWS + threadIdx.y;
  if (row >= rows) return;  // whole warps leave
  float* x = z.of(blockIdx.y) + (long long)row * columns;
  float* kept = normalized.of(blockIdx.y) + (long long)row * columns;

  double sum = 0;
  for (int j = threadIdx.x; j < columns; j += 32) {
    if (bias.present()) x[j] += bias.of(blockIdx.y)[j];
    sum += x[j];
  }
  double mean = CENTRED ? warp_sum(sum) / columns : 0;
  double squares = 0;
  for (int j = threadIdx.x; j < columns; j += 32) squares += (x[j] - mean) * (x[j] - mean);
  float scale = (float)(1 / sqrt(warp_sum(squares) / columns + EPSILON));
  for (int j = threadIdx.x; j < columns; j += 32) {
    float u = (float)(x[j] - mean) * scale;
    kept[j] = u;
    if (gain.present()) u *= gain.of(blockIdx.y)[j];
    if (shift.present()) u += shift.of(blockIdx.y)[j];
    x[j] = u;
  }
  if (threadIdx.x == 0) inverse_deviation.of(blockIdx.y)[row] = scale;
}

// delta ← (d − mean(d) − u mean(d ⊙ u)) / deviation with d = delta ⊙ slope ⊙ gain and u the normalized row; where not CENTRED,
// mean(d) counts as 0. delta, slope, normalized (B, m), inverse_deviation (B, 1), gain (1, m): slope and gain may be
// absent. Grid and block as above.
template <bool CENTRED>
static __device__ void backward(
    Matrices delta,
    Matrices slope,
    Matrices normalized,
    Matrices inverse_deviation,
    Matrices gain,
    int rows,
    int columns) {
  int row = blockIdx.x * TILE_ROWS + threadIdx.y;
  if (row >= rows) return;
  long long start = (long long)row * columns;
  float* d = delta.of(blockIdx.y) + start;
  const float* u = normalized.of(blockIdx.y) + start;

  double sum = 0;
  double projection = 0;
  for (int j = threadIdx.x; j < columns; j += 32) {
    if (slope.present()) d[j] *= slope.of(blockIdx.y)[start + j];
    if (gain.present()) d[j] *= gain.of(blockIdx.y)[j];
    sum += d[j];
    projection += (double)d[j] * u[j];
  }
  float mean = CENTRED ? (float)(warp_sum(sum) / columns) : 0;
  float along = (float)(warp_sum(projection) / columns);
  float scale = inverse_deviation.of(blockIdx.y)[row];
  for (int j = threadIdx.x; j < columns; j += 32) d[j] = (d[j] - mean - u[j] * along) * scale;
}

extern "C" __global__ void normalize(
    Matrices bias,
    Matrices z,
    Matrices normalized,
    Matrices inverse_deviation,
    Matrices gain,
    Matrices shift,
    int rows,
    int columns) {
  forward<true>(bias, z, normalized, inverse_deviation, gain, shift, rows, columns);
}

extern "C" __global__ void normalize_rms(
    Matrices bias,
    Matrices z,
    Matrices normalized,
    Matrices inverse_deviation,
    Matrices gain,
    Matrices shift,
    int rows,
    int columns) {
  forward<false>(bias, z, normalized, inverse_deviation, gain, shift, rows, columns);
}

extern "C" __global__ void normalize_backward(
    Matrices delta,
    Matrices slope,
    Matrices normalized,
    Matrices inverse_deviation,
    Matrices gain,
    int rows,
    int columns) {
  backward<true>(delta, slope, normalized, inverse_deviation, gain, rows, columns);
}

extern "C" __global__ void normalize_rms_backward(
    Matrices delta,
    Matrices slope,
    Matrices normalized,
    Matrices inverse_deviation,
    Matrices gain,
    int rows,
    int columns) {
  backward<false>(delta, slope, normalized, inverse_deviation, gain, rows, columns);
}
