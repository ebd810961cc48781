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

// What a trial applies: one of the functions of activations.cuh.
struct BuiltIn {
  Function function;

  __device__ float operator()(float x, float* slope) const {
    return activation::activate(function.code, function.parameter, x, slope);
  }
};

// What a trial applies: a program, which may be the call of one function alone.
struct Written {
  const formula::Program* program;

  __device__ float operator()(float x, float* slope) const {
    formula::Pair result = formula::run(program, x);
    *slope = result.slope;
    return result.value;
  }
};

// z ← z + 1 biasᵀ; a = φ(z); in place of z, φ'(z).
// bias (1, m) or absent; z, a (B, m); preactivation, activation: tile sums of z and a, or null.
// Grid (tiles, trials), block (32, 8).
template <class Phi>
static __device__ inline void activate(
    Phi phi,
    Function function,
    Matrices bias,
    Matrices z,
    Matrices a,
    int rows,
    int columns,
    double* preactivation,
    double* activation) {
  Tile tile(rows, columns);
  float* in = z.of(blockIdx.y);
  float* out = a.of(blockIdx.y);
  bool biased = tile.inside && bias.present();
  float shift = biased ? bias.of(blockIdx.y)[tile.column] : 0;

  float slope = 0;
  float first = 0;
  float first_activation = 0;
  if (preactivation != nullptr || activation != nullptr) {
    // deviations are taken from the first row, which all must read before anyone overwrites it
    if (tile.inside) first = biased ? in[tile.column] + shift : in[tile.column];
    first_activation = phi(first, &slope);
    __syncthreads();
  }
  Column before(first);
  Column after(first_activation);
  before.alive = 1;

  for (int row = threadIdx.y; tile.inside && row < rows; row += TILE_ROWS) {
    long long at = tile.at(row);
    float x = biased ? in[at] + shift : in[at];
    float y = phi(x, &slope);
    in[at] = slope;
    out[at] = y;
    if (preactivation != nullptr) before.add(x);
    if (activation != nullptr) {
      after.add(y);
      after.saturated += y <= function.low || y >= function.high ? 1 : 0;
      after.alive += slope != 0 ? 1 : 0;
    }
  }
  if (preactivation != nullptr) write_tile(before, tile, preactivation);
  if (activation != nullptr) write_tile(after, tile, activation);
}

extern "C" __global__ void activate_matrix(
    const Function* functions,
    Matrices bias,
    Matrices z,
    Matrices a,
    int rows,
    int columns,
    double* preactivation,
    double* activation) {
  Function function = functions[blockIdx.y];
  activate(BuiltIn{function}, function, bias, z, a, rows, columns, preactivation, activation);
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
  Written written{programs + blockIdx.y};
  activate(written, functions[blockIdx.y], bias, z, a, rows, columns, preactivation, activation);
}
