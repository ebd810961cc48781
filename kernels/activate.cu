// Bias, activation, its derivative and the moments of both, in one pass.
// Reference: dev.fathom.device.cpu.CpuRecorder.activate
#include "activations.cuh"
#include "formula.cuh"
#include "moments.cuh"

// The activation of one trial; saturated are outputs at or beyond low or high.
struct Function {
  int code;
  float parameter;
  float low;
  float high;
};

// Rows of a thread that are loaded before the first of them is used: a load takes as long as some hundred instructions.
static const int AHEAD = 4;

// One trial's matrices as a thread walks down its column of a tile.
struct Walk {
  const Tile& tile;
  float* in;
  float* out;
  float shift;
  bool biased;

  __device__ Walk(const Tile& tile, Matrices bias, Matrices z, Matrices a)
      : tile(tile), in(z.of(blockIdx.y)), out(a.of(blockIdx.y)), biased(tile.inside && bias.present()) {
    shift = biased ? bias.of(blockIdx.y)[tile.column] : 0;
  }

  __device__ INLINED float load(int row) const { return row < tile.rows ? in[tile.at(row)] : 0; }
  __device__ INLINED float shifted(float x) const { return biased ? x + shift : x; }

  __device__ INLINED void store(int row, float value, float slope) const {
    in[tile.at(row)] = slope;
    out[tile.at(row)] = value;
  }
};

// z ← z + 1 biasᵀ; a = φ(z); in place of z, φ'(z). bias (1, m) or absent; z, a (B, m).
// Grid (tiles, trials), block (32, 8): the activation is the same for a whole block.
extern "C" __global__ void activate_matrix(
    const Function* functions, Matrices bias, Matrices z, Matrices a, int rows, int columns) {
  Tile tile(rows, columns);
  if (!tile.inside) return;
  Walk walk(tile, bias, z, a);
  float parameter = functions[blockIdx.y].parameter;
  activation::with_known(functions[blockIdx.y].code, [&](auto known) {
    float ahead[AHEAD];
#pragma unroll
    for (int i = 0; i < AHEAD; i++) ahead[i] = walk.load(threadIdx.y + i * TILE_ROWS);
#pragma unroll 1
    for (int row = threadIdx.y; row < rows; row += TILE_ROWS) {
      float x = walk.shifted(ahead[0]);
#pragma unroll
      for (int i = 1; i < AHEAD; i++) ahead[i - 1] = ahead[i];
      ahead[AHEAD - 1] = walk.load(row + AHEAD * TILE_ROWS);
      float slope;
      float y = activation::activate(decltype(known)::code, parameter, x, &slope);
      walk.store(row, y, slope);
    }
  });
}

// One of the functions of activations.cuh, with a code that the compiler knows.
template <int CODE>
struct BuiltIn {
  float parameter;

  __device__ INLINED float operator()(float x, float* slope) const {
    return activation::activate(CODE, parameter, x, slope);
  }
};

// A program, which may be the call of one function alone.
struct Written {
  const formula::Program* program;

  __device__ INLINED float operator()(float x, float* slope) const {
    formula::Pair result = formula::run(program, x);
    *slope = result.slope;
    return result.value;
  }
};

// As activate_matrix, and what the thread sees of z and of a; deviations of a are taken from the first row too, in a round
// of its own that stores nothing.
template <class Phi>
static __device__ INLINED void walk_measured(
    Phi phi, const Function& function, const Walk& walk, float first, Column* before, Column* after) {
#pragma unroll 1
  for (int row = (int)threadIdx.y - TILE_ROWS; walk.tile.inside && row < walk.tile.rows; row += TILE_ROWS) {
    float x = row < 0 ? first : walk.shifted(walk.load(row));
    float slope;
    float y = phi(x, &slope);
    if (row < 0) {
      *after = Column(y);
      continue;
    }
    walk.store(row, y, slope);
    before->add(x);
    after->add(y);
    after->saturated += y <= function.low || y >= function.high ? 1 : 0;
    after->alive += slope != 0 ? 1 : 0;
  }
}

// The pre-activation in the first row of a thread's column, once all have read it: then it may be overwritten.
static __device__ inline float first_of(const Walk& walk) {
  float first = walk.tile.inside ? walk.shifted(walk.load(0)) : 0;
  __syncthreads();
  return first;
}

// The same, and preactivation, activation: tile sums of z and a, or null.
extern "C" __global__ void activate_measured(
    const Function* functions,
    Matrices bias,
    Matrices z,
    Matrices a,
    int rows,
    int columns,
    double* preactivation,
    double* activation) {
  Tile tile(rows, columns);
  Function function = functions[blockIdx.y];
  Walk walk(tile, bias, z, a);
  float first = first_of(walk);
  Column before(first);
  Column after(0);
  before.alive = 1;
  activation::with_known(function.code, [&](auto known) {
    BuiltIn<decltype(known)::code> phi{function.parameter};
    walk_measured(phi, function, walk, first, &before, &after);
  });
  if (preactivation != nullptr) write_tile(before, tile, preactivation);
  if (activation != nullptr) write_tile(after, tile, activation);
}

// The same for a cohort in which some trial has a formula.
extern "C" __global__ void activate_formulas(
    const Function* functions,
    const formula::Program* programs,
    Matrices bias,
    Matrices z,
    Matrices a,
    int rows,
    int columns,
    double* preactivation,
    double* activation) {
  Tile tile(rows, columns);
  Walk walk(tile, bias, z, a);
  float first = first_of(walk);
  Column before(first);
  Column after(0);
  before.alive = 1;
  walk_measured(Written{programs + blockIdx.y}, functions[blockIdx.y], walk, first, &before, &after);
  if (preactivation != nullptr) write_tile(before, tile, preactivation);
  if (activation != nullptr) write_tile(after, tile, activation);
}
