// The minibatch of the step, from the data set that lives on the device, the counter of steps, and trials that change
// places.
// Reference: dev.fathom.device.cpu.CpuRecorder.gather
#include "cohort.cuh"

// Row r of out (B, m) = row order[(step B + r) mod length] of data; an entry -1 leaves its row as it is.
// Grid (B), block (256).
extern "C" __global__ void gather(
    const float* data, const int* order, int length, const long long* step, float* out, int rows, int columns) {
  int from = sample(order, length, *step, blockIdx.x, rows);
  if (from < 0) return;
  const float* source = data + (long long)from * columns;
  float* target = out + (long long)blockIdx.x * columns;
  for (int j = threadIdx.x; j < columns; j += blockDim.x) target[j] = source[j];
}

// Trial i of target becomes trial from[i] of source, each of `size` elements.
// Reference: dev.fathom.device.Device.copy. Grid (ceil(size / 256), trials), block (256).
extern "C" __global__ void pick(Matrices source, const int* from, Matrices target, int size) {
  int i = element();
  if (i < size) target.of(blockIdx.y)[i] = source.of(from[blockIdx.y])[i];
}

// The next step begins. Grid (1), block (1).
extern "C" __global__ void advance(long long* step) { *step += 1; }
