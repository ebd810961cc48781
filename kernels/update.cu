// The optimizers' steps on one parameter tensor of `size` elements a trial; rate (1, columns): column step mod columns, and
// likewise decay, where it is present. Reference: dev.fathom.device.cpu.operations.Updates. Grid (ceil(size / 256), trials), block
// (256); steps count from 0.
#include "cohort.cuh"
#include "mathematics.cuh"

// λ or η λ of this step; 0 where nothing decays.
static __device__ inline float share(Matrices decay, int columns, const long long* step) {
  return decay.present() ? now(decay, columns, step) : 0.0f;
}

// g + λ w
static __device__ inline float coupled(float gradient, float parameter, float lambda) {
  return lambda == 0.0f ? gradient : gradient + lambda * parameter;
}

// (1 − η λ) w
static __device__ inline float decoupled(float parameter, float share) {
  return share == 0.0f ? parameter : parameter * (1.0f - share);
}

// w ← w − η (g + λ w)
extern "C" __global__ void sgd(
    Matrices w,
    Matrices g,
    Matrices rate,
    int columns,
    Matrices decay,
    int decay_columns,
    const long long* step,
    int size) {
  int i = element();
  if (i >= size) return;
  float* parameter = w.of(blockIdx.y) + i;
  float gradient = coupled(g.of(blockIdx.y)[i], *parameter, share(decay, decay_columns, step));
  *parameter -= now(rate, columns, step) * gradient;
}

// w ← (1 − η λ) w − η g: a step of Muon, whose gradient is orthogonal already
extern "C" __global__ void muon(
    Matrices w,
    Matrices g,
    Matrices rate,
    int columns,
    Matrices decay,
    int decay_columns,
    const long long* step,
    int size) {
  int i = element();
  if (i >= size) return;
  float* parameter = w.of(blockIdx.y) + i;
  *parameter = decoupled(*parameter, share(decay, decay_columns, step)) - now(rate, columns, step) * g.of(blockIdx.y)[i];
}

// v ← μ v + g; w ← w − η v, with g + λ w for g
extern "C" __global__ void momentum(
    Matrices w,
    Matrices g,
    Matrices velocity,
    Matrices rate,
    int columns,
    Matrices decay,
    int decay_columns,
    float mu,
    const long long* step,
    int size) {
  int i = element();
  if (i >= size) return;
  float* v = velocity.of(blockIdx.y) + i;
  float* parameter = w.of(blockIdx.y) + i;
  float next = mu * *v + coupled(g.of(blockIdx.y)[i], *parameter, share(decay, decay_columns, step));
  *v = next;
  *parameter -= now(rate, columns, step) * next;
}

// v ← μ v + g; w ← w − η (g + μ v), with g + λ w for g
extern "C" __global__ void nesterov(
    Matrices w,
    Matrices g,
    Matrices velocity,
    Matrices rate,
    int columns,
    Matrices decay,
    int decay_columns,
    float mu,
    const long long* step,
    int size) {
  int i = element();
  if (i >= size) return;
  float* v = velocity.of(blockIdx.y) + i;
  float* parameter = w.of(blockIdx.y) + i;
  float gradient = coupled(g.of(blockIdx.y)[i], *parameter, share(decay, decay_columns, step));
  float next = mu * *v + gradient;
  *v = next;
  *parameter -= now(rate, columns, step) * (gradient + mu * next);
}

// Kingma and Ba 2015, algorithm 1, with g + λ w for g; or after w ← (1 − η λ) w (Loshchilov and Hutter 2019) where apart.
extern "C" __global__ void adam(
    Matrices w,
    Matrices g,
    Matrices first,
    Matrices second,
    Matrices rate,
    int columns,
    Matrices decay,
    int decay_columns,
    int apart,
    float beta1,
    float beta2,
    float epsilon,
    const long long* step,
    int size) {
  __shared__ float step_size;
  __shared__ float correction;
  if (threadIdx.x == 0) {
    long long t = *step + 1;
    step_size = (float)(now(rate, columns, step) / (1 - power(beta1, t)));
    correction = (float)(1 / sqrt(1 - power(beta2, t)));
  }
  __syncthreads();
  int i = element();
  if (i >= size) return;
  float* parameter = w.of(blockIdx.y) + i;
  float part = share(decay, decay_columns, step);
  float gradient = coupled(g.of(blockIdx.y)[i], *parameter, apart ? 0.0f : part);
  float kept = decoupled(*parameter, apart ? part : 0.0f);
  float* m = first.of(blockIdx.y) + i;
  float* v = second.of(blockIdx.y) + i;
  float next_first = beta1 * *m + (1 - beta1) * gradient;
  float next_second = beta2 * *v + (1 - beta2) * gradient * gradient;
  *m = next_first;
  *v = next_second;
  *parameter = kept - step_size * next_first / (sqrt(next_second) * correction + epsilon);
}

// w ← (1 − η λ) w − η sign(β₁ m + (1 − β₁) g); m ← β₂ m + (1 − β₂) g (Chen et al. 2023)
extern "C" __global__ void lion(
    Matrices w,
    Matrices g,
    Matrices first,
    Matrices rate,
    int columns,
    Matrices decay,
    int decay_columns,
    float beta1,
    float beta2,
    const long long* step,
    int size) {
  int i = element();
  if (i >= size) return;
  float eta = now(rate, columns, step);
  float gradient = g.of(blockIdx.y)[i];
  float* m = first.of(blockIdx.y) + i;
  float direction = beta1 * *m + (1 - beta1) * gradient;
  *m = beta2 * *m + (1 - beta2) * gradient;
  float sign = direction > 0 ? 1.0f : direction < 0 ? -1.0f : direction;
  float* parameter = w.of(blockIdx.y) + i;
  *parameter = decoupled(*parameter, share(decay, decay_columns, step)) - eta * sign;
}
