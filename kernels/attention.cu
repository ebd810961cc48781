// Attention of every sample and head: scores, their softmax and what it mixes, and the way back. A block takes eight
// positions of one sample and head, a warp each; what these eight compare or mix comes through shared memory, 32 positions
// and 32 channels at a time.
// Reference: dev.fathom.device.cpu.operations.Attention
#include "activations.cuh"
#include "cohort.cuh"
#include "reduce.cuh"

// How many samples, positions, heads and channels of a head there are.
struct Heads {
  int samples;
  int positions;
  int count;
  int channels;
  int causal;

  __device__ int blocks() const { return (positions + TILE_ROWS - 1) / TILE_ROWS; }
};

// Which of all that the threads of a block look at.
struct Place {
  Heads heads;
  int sample;
  int head;
  int first;  // of eight positions

  __device__ Place(Heads heads) : heads(heads) {
    int rest = blockIdx.x / heads.blocks();
    first = (int)(blockIdx.x % heads.blocks()) * TILE_ROWS;
    head = rest % heads.count;
    sample = rest / heads.count;
  }

  __device__ int position() const { return first + (int)threadIdx.y; }
  __device__ bool inside() const { return position() < heads.positions; }
  __device__ int width() const { return heads.count * heads.channels; }
  // positions that the one of this thread's row sees
  __device__ int seen() const { return heads.causal ? position() + 1 : heads.positions; }
  // the first channel of this head at a position of this sample
  __device__ long long channel(int position) const {
    return ((long long)sample * heads.positions + position) * width() + head * heads.channels;
  }
  // the weights by which a position of this sample and head sees all
  __device__ long long row(int position) const {
    return (((long long)sample * heads.count + head) * heads.positions + position) * heads.positions;
  }
};

// 32 positions and 32 channels, and as many of the eight rows that meet them; a column more keeps lanes in different banks.
struct Meeting {
  float many[32][33];
  float few[TILE_ROWS][33];
};

// many[i][j] = channel first_channel + j at position first_position + i, 0 beyond the end.
static __device__ INLINED void load_many(
    Meeting* meeting, const Place& place, const float* x, int first_position, int first_channel) {
  for (int i = threadIdx.y; i < 32; i += TILE_ROWS) {
    int position = first_position + i;
    int channel = first_channel + (int)threadIdx.x;
    bool inside = position < place.heads.positions && channel < place.heads.channels;
    meeting->many[i][threadIdx.x] = inside ? x[place.channel(position) + channel] : 0;
  }
}

// The inner product of this row's channels of x with those of y at position first + lane, times scale.
static __device__ INLINED float compare(
    Meeting* meeting, const Place& place, float scale, const float* x, const float* y, int first) {
  float sum = 0;
  for (int from = 0; from < place.heads.channels; from += 32) {
    int channel = from + (int)threadIdx.x;
    bool inside = place.inside() && channel < place.heads.channels;
    __syncthreads();
    meeting->few[threadIdx.y][threadIdx.x] = inside ? x[place.channel(place.position()) + channel] : 0;
    load_many(meeting, place, y, first, from);
    __syncthreads();
#pragma unroll
    for (int j = 0; j < 32; j++) sum = fma(meeting->few[threadIdx.y][j], meeting->many[threadIdx.x][j], sum);
  }
  return sum * scale;
}

// out = scale sum over positions j of w(position, j) x_j, or with the weights transposed: of w(j, position).
static __device__ INLINED void mix(
    Meeting* meeting, const Place& place, float scale, const float* weights, bool transposed, const float* x, float* out) {
  int positions = place.heads.positions;
  for (int from = 0; from < place.heads.channels; from += 32) {
    float sum = 0;
    for (int first = 0; first < positions; first += 32) {
      int other = first + (int)threadIdx.x;
      bool inside = place.inside() && other < positions;
      long long at = transposed ? place.row(other) + place.position() : place.row(place.position()) + other;
      __syncthreads();
      meeting->few[threadIdx.y][threadIdx.x] = inside ? weights[at] : 0;
      load_many(meeting, place, x, first, from);
      __syncthreads();
#pragma unroll
      for (int j = 0; j < 32; j++) sum = fma(meeting->few[threadIdx.y][j], meeting->many[j][threadIdx.x], sum);
    }
    int channel = from + (int)threadIdx.x;
    if (place.inside() && channel < place.heads.channels) out[place.channel(place.position()) + channel] = sum * scale;
  }
}

// weights = softmax(scale query keyᵀ) over the positions seen, 0 elsewhere; out = weights value. query, key, value, out
// (B P, d); weights (B heads P, P). Grid (samples heads ceil(P / 8), trials), block (32, 8).
extern "C" __global__ void attend(
    Matrices query,
    Matrices key,
    Matrices value,
    Matrices weights,
    Matrices out,
    int samples,
    int positions,
    int heads,
    int channels,
    int causal,
    float scale) {
  __shared__ Meeting meeting;
  Place place(Heads{samples, positions, heads, channels, causal});
  unsigned trial = blockIdx.y;
  float* shares = weights.of(trial) + place.row(place.inside() ? place.position() : 0);
  int seen = place.inside() ? place.seen() : 0;
  double largest = -__builtin_inf();
  for (int first = 0; first < positions; first += 32) {
    float score = compare(&meeting, place, scale, query.of(trial), key.of(trial), first);
    int other = first + (int)threadIdx.x;
    if (other < seen) {
      shares[other] = score;
      largest = score != score || score > largest ? score : largest;
    }
  }
  float most = (float)warp_max(largest);
  double sum = 0;
  for (int other = threadIdx.x; other < seen; other += 32) {
    float share = activation::exp(shares[other] - most);
    shares[other] = share;
    sum += share;
  }
  float inverse = (float)(1 / warp_sum(sum));
  for (int other = threadIdx.x; place.inside() && other < positions; other += 32) {
    shares[other] = other < seen ? shares[other] * inverse : 0;
  }
  mix(&meeting, place, 1, weights.of(trial), false, value.of(trial), out.of(trial));
}

// The way back, in three kernels one after another; operands, grid and block as above. First by_value = weightsᵀ delta.
extern "C" __global__ void attend_backward_values(
    Matrices weights, Matrices delta, Matrices by_value, int samples, int positions, int heads, int channels) {
  __shared__ Meeting meeting;
  Place place(Heads{samples, positions, heads, channels, 0});
  unsigned trial = blockIdx.y;
  mix(&meeting, place, 1, weights.of(trial), true, delta.of(trial), by_value.of(trial));
}

// In place of the weights the gradient by the scores, w (g - sum of w g) with g = delta valueᵀ; by_query = scale weights key.
extern "C" __global__ void attend_backward_queries(
    Matrices key,
    Matrices value,
    Matrices weights,
    Matrices delta,
    Matrices by_query,
    int samples,
    int positions,
    int heads,
    int channels,
    int causal,
    float scale) {
  __shared__ Meeting meeting;
  Place place(Heads{samples, positions, heads, channels, causal});
  unsigned trial = blockIdx.y;
  float* shares = weights.of(trial) + place.row(place.inside() ? place.position() : 0);
  int seen = place.inside() ? place.seen() : 0;
  double sum = 0;
  for (int first = 0; first < positions; first += 32) {
    float gradient = compare(&meeting, place, 1, delta.of(trial), value.of(trial), first);
    int other = first + (int)threadIdx.x;
    if (other < seen) sum += (double)shares[other] * gradient;
  }
  float mean = (float)warp_sum(sum);
  for (int first = 0; first < positions; first += 32) {
    float gradient = compare(&meeting, place, 1, delta.of(trial), value.of(trial), first);
    int other = first + (int)threadIdx.x;
    if (other < seen) shares[other] *= gradient - mean;
  }
  mix(&meeting, place, scale, weights.of(trial), false, key.of(trial), by_query.of(trial));
}

// by_key = scale weightsᵀ query, where weights are the gradient by the scores.
extern "C" __global__ void attend_backward_keys(
    Matrices query,
    Matrices weights,
    Matrices by_key,
    int samples,
    int positions,
    int heads,
    int channels,
    float scale) {
  __shared__ Meeting meeting;
  Place place(Heads{samples, positions, heads, channels, 0});
  unsigned trial = blockIdx.y;
  mix(&meeting, place, scale, weights.of(trial), true, query.of(trial), by_key.of(trial));
}
