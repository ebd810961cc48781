// Kernels that go wrong, one in each way that the simulator must see.
#include "device.h"

extern "C" __global__ void does_nothing(float*, int) {}

extern "C" __global__ void reads_shared_before_writing(float* x, int) {
  __shared__ float values[64];
  x[threadIdx.x] = values[threadIdx.x];
}

extern "C" __global__ void reads_neighbour_without_barrier(float* x, int n) {
  __shared__ float values[64];
  values[threadIdx.x] = threadIdx.x;
  x[threadIdx.x] = values[(threadIdx.x + 1) % n];
}

extern "C" __global__ void reads_neighbour_after_barrier(float* x, int n) {
  __shared__ float values[64];
  values[threadIdx.x] = threadIdx.x;
  __syncthreads();
  x[threadIdx.x] = values[(threadIdx.x + 1) % n];
}

extern "C" __global__ void writes_out_of_bounds(float* x, int n) { x[n + threadIdx.x] = 0; }

extern "C" __global__ void waits_in_two_places(float* x, int) {
  if (threadIdx.x == 0) {
    x[0] = __shfl_xor_sync(0xFFFFFFFFu, 1, 1);
  } else {
    __syncthreads();
  }
}
