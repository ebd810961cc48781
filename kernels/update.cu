// The optimizers' steps on one parameter tensor of `size` elements a trial; rate (1, 1).
// Reference: dev.fathom.device.cpu.Updates. Grid (ceil(size / 256), trials), block (256).
#include "cohort.cuh"
#include "mathematics.cuh"

// w ← w − η g
extern "C" __global__ void sgd(Matrices w, Matrices g, Matrices rate, int size) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= size) return;
  w.of(blockIdx.y)[i] -= *rate.of(blockIdx.y) * g.of(blockIdx.y)[i];
}

// v ← μ v + g; w ← w − η v
extern "C" __global__ void momentum(Matrices w, Matrices g, Matrices velocity, Matrices rate, float mu, int size) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= size) return;
  float* v = velocity.of(blockIdx.y) + i;
  float next = mu * *v + g.of(blockIdx.y)[i];
  *v = next;
  w.of(blockIdx.y)[i] -= *rate.of(blockIdx.y) * next;
}

// Kingma and Ba 2015, algorithm 1; step counts from 0.
extern "C" __global__ void adam(
    Matrices w,
    Matrices g,
    Matrices first,
    Matrices second,
    Matrices rate,
    float beta1,
    float beta2,
    float epsilon,
    const long long* step,
    int size) {
  __shared__ float step_size;
  __shared__ float correction;
  if (threadIdx.x == 0) {
    long long t = *step + 1;
    step_size = (float)(*rate.of(blockIdx.y) / (1 - power(beta1, t)));
    correction = (float)(1 / sqrt(1 - power(beta2, t)));
  }
  __syncthreads();
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= size) return;
  float gradient = g.of(blockIdx.y)[i];
  float* m = first.of(blockIdx.y) + i;
  float* v = second.of(blockIdx.y) + i;
  float next_first = beta1 * *m + (1 - beta1) * gradient;
  float next_second = beta2 * *v + (1 - beta2) * gradient * gradient;
  *m = next_first;
  *v = next_second;
  w.of(blockIdx.y)[i] -= step_size * next_first / (sqrt(next_second) * correction + epsilon);
}
