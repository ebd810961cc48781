// What sums over the columns of a matrix are needed for: BatchNorm, and the gradients of learnable gain and shift. Rows come
// in chunks, so that tall matrices have blocks enough; how many follows from the shape alone.
// Reference: dev.fathom.device.cpu.operations.Columns and BatchNorm
#include "cohort.cuh"

static const double EPSILON = 1e-5f;  // dev.fathom.device.Normalization.EPSILON
static const double MOMENTUM = 0.1;   // dev.fathom.device.Normalization.MOMENTUM

// What a block of 32 x 8 threads takes: 32 columns of `each` rows. Grid (tiles x chunks, trials).
struct Chunk {
  int columns;
  int column;
  bool inside;
  int number;
  int count;
  int first;
  int last;

  __device__ Chunk(int rows, int columns, int each) : columns(columns) {
    int tiles = (columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
    column = blockIdx.x % tiles * TILE_COLUMNS + threadIdx.x;
    inside = column < columns;
    number = blockIdx.x / tiles;
    count = gridDim.x / tiles;
    first = number * each;
    last = first + each < rows ? first + each : rows;
  }

  __device__ long long at(int row) const { return (long long)row * columns + column; }
};

// For each trial 2 rows of column sums for each chunk, and a row of pivots.
static __device__ inline double* sums_of_trial(double* sums, int chunks, int columns) {
  return sums + (long long)blockIdx.y * (2 * chunks + 1) * columns;
}

// Joins the threads of a block. All of them must call it.
static __device__ void leave(const Chunk& chunk, double sum, double product, double* sums) {
  __shared__ double a[TILE_ROWS][TILE_COLUMNS];
  __shared__ double b[TILE_ROWS][TILE_COLUMNS];
  a[threadIdx.y][threadIdx.x] = sum;
  b[threadIdx.y][threadIdx.x] = product;
  __syncthreads();
  if (threadIdx.y != 0 || !chunk.inside) return;
  for (int i = 1; i < TILE_ROWS; i++) {
    sum += a[i][threadIdx.x];
    product += b[i][threadIdx.x];
  }
  double* mine = sums_of_trial(sums, chunk.count, chunk.columns) + 2LL * chunk.number * chunk.columns + chunk.column;
  mine[0] = sum;
  mine[chunk.columns] = product;
}

// Row 0 or 1 over all chunks.
static __device__ double total(double* sums, int chunks, int columns, int column, int row) {
  double sum = 0;
  for (int i = 0; i < chunks; i++) sum += sums_of_trial(sums, chunks, columns)[(2LL * i + row) * columns + column];
  return sum;
}

// Sums over z + 1 biasᵀ of deviations from its first row, and of their squares. z (B, m), bias (1, m) or absent.
extern "C" __global__ void batch_deviations(
    Matrices bias, Matrices z, int rows, int columns, int each, double* sums) {
  Chunk chunk(rows, columns, each);
  const float* x = z.of(blockIdx.y);
  double sum = 0;
  double squares = 0;
  if (chunk.inside) {
    float shift = bias.present() ? bias.of(blockIdx.y)[chunk.column] : 0;
    float pivot = x[chunk.column] + shift;
    for (int row = chunk.first + threadIdx.y; row < chunk.last; row += TILE_ROWS) {
      double deviation = (double)(x[chunk.at(row)] + shift) - pivot;
      sum += deviation;
      squares += deviation * deviation;
    }
    if (chunk.number == 0 && threadIdx.y == 0)
      sums_of_trial(sums, chunk.count, columns)[2LL * chunk.count * columns + chunk.column] = pivot;
  }
  leave(chunk, sum, squares, sums);
}

static __device__ inline void follow(Matrices running, int column, double value) {
  float* r = running.of(blockIdx.y) + column;
  *r = (float)((1 - MOMENTUM) * *r + MOMENTUM * value);
}

// u = (z + bias − mean) / sqrt(variance + epsilon), each column by itself, kept in normalized (B, m); z ← u gain + shift.
// The statistics are those behind sums, and running ones (1, m) follow them; where sums are null, they are the running ones.
// inverse_deviation, bias, gain, shift (1, m): the last three may be absent.
extern "C" __global__ void batch_normalize(
    Matrices bias,
    Matrices z,
    Matrices normalized,
    Matrices inverse_deviation,
    Matrices running_mean,
    Matrices running_variance,
    Matrices gain,
    Matrices shift,
    int rows,
    int columns,
    int each,
    double* sums) {
  Chunk chunk(rows, columns, each);
  if (!chunk.inside) return;
  int column = chunk.column;
  double mean;
  double variance;
  if (sums == nullptr) {
    mean = running_mean.of(blockIdx.y)[column];
    variance = running_variance.of(blockIdx.y)[column];
  } else {
    double off = total(sums, chunk.count, columns, column, 0) / rows;
    double square = total(sums, chunk.count, columns, column, 1) / rows - off * off;
    mean = sums_of_trial(sums, chunk.count, columns)[2LL * chunk.count * columns + column] + off;
    variance = square < 0 ? 0 : square;
  }
  float scale = (float)(1 / sqrt(variance + EPSILON));
  if (chunk.number == 0 && threadIdx.y == 0) {
    inverse_deviation.of(blockIdx.y)[column] = scale;
    if (sums != nullptr && running_mean.present()) {
      follow(running_mean, column, mean);
      follow(running_variance, column, variance * rows / (rows - 1));
    }
  }
  float before = bias.present() ? bias.of(blockIdx.y)[column] : 0;
  float factor = gain.present() ? gain.of(blockIdx.y)[column] : 1;
  float after = shift.present() ? shift.of(blockIdx.y)[column] : 0;
  float* x = z.of(blockIdx.y);
  float* kept = normalized.of(blockIdx.y);
  for (int row = chunk.first + threadIdx.y; row < chunk.last; row += TILE_ROWS) {
    float u = (float)((double)(x[chunk.at(row)] + before) - mean) * scale;
    kept[chunk.at(row)] = u;
    x[chunk.at(row)] = gain.present() ? u * factor + after : u;
  }
}

// d = delta ⊙ slope in place of delta; sums of d and of d ⊙ u. delta, slope, normalized (B, m), slope may be absent.
extern "C" __global__ void column_products(
    Matrices delta, Matrices slope, Matrices normalized, int rows, int columns, int each, double* sums) {
  Chunk chunk(rows, columns, each);
  float* d = delta.of(blockIdx.y);
  const float* u = normalized.of(blockIdx.y);
  double sum = 0;
  double products = 0;
  for (int row = chunk.first + threadIdx.y; chunk.inside && row < chunk.last; row += TILE_ROWS) {
    float value = d[chunk.at(row)];
    if (slope.present()) {
      value *= slope.of(blockIdx.y)[chunk.at(row)];
      d[chunk.at(row)] = value;
    }
    sum += value;
    products += (double)value * u[chunk.at(row)];
  }
  leave(chunk, sum, products, sums);
}

// delta ← (delta − mean(delta) − u mean(delta ⊙ u)) gain / deviation, each column by itself, by the sums of column_products.
extern "C" __global__ void batch_backward(
    Matrices delta,
    Matrices normalized,
    Matrices inverse_deviation,
    Matrices gain,
    int rows,
    int columns,
    int each,
    double* sums) {
  Chunk chunk(rows, columns, each);
  if (!chunk.inside) return;
  float mean = (float)(total(sums, chunk.count, columns, chunk.column, 0) / rows);
  float along = (float)(total(sums, chunk.count, columns, chunk.column, 1) / rows);
  float scale = inverse_deviation.of(blockIdx.y)[chunk.column];
  if (gain.present()) scale *= gain.of(blockIdx.y)[chunk.column];
  float* d = delta.of(blockIdx.y);
  const float* u = normalized.of(blockIdx.y);
  for (int row = chunk.first + threadIdx.y; row < chunk.last; row += TILE_ROWS)
    d[chunk.at(row)] = (d[chunk.at(row)] - mean - u[chunk.at(row)] * along) * scale;
}

// gain ← beta gain + alpha Σ d ⊙ u; shift ← beta shift + alpha Σ d, by the sums of column_products. gain, shift (1, m), shift
// may be absent. A thread for every column of every trial.
extern "C" __global__ void affine_gradients(
    Matrices gain, Matrices shift, float alpha, float beta, int columns, int chunks, double* sums) {
  int column = element();
  if (column >= columns) return;
  float* g = gain.of(blockIdx.y) + column;
  *g = (beta == 0 ? 0 : beta * *g) + alpha * (float)total(sums, chunks, columns, column, 1);
  if (shift.present()) {
    float* s = shift.of(blockIdx.y) + column;
    *s = (beta == 0 ? 0 : beta * *s) + alpha * (float)total(sums, chunks, columns, column, 0);
  }
}
