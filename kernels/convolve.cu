// What surrounds the products of a convolution: rows unfolded, weights mirrored, gradients put where they belong.
// Reference: dev.fathom.device.cpu.operations.Unfolding, dev.fathom.device.cpu.operations.ConvolutionBack
#include "cohort.cuh"

// Where a line or column that may lie beyond the border is found; -1 where zeros are.
static __device__ inline int place(int index, int length, int circular) {
  if (index >= 0 && index < length) return index;
  if (!circular) return -1;
  int rest = index % length;
  return rest < 0 ? rest + length : rest;
}

// out (count, size² channels): what a kernel of size x size positions sees in x (B P, channels) from the rows first on.
// Grid (ceil(count size² channels / 256), trials), block (256).
extern "C" __global__ void unfold(
    Matrices x, Matrices out, int first, int count, int height, int width, int channels, int size, int circular) {
  long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  int columns = size * size * channels;
  if (i >= (long long)count * columns) return;
  int row = first + (int)(i / columns);
  int column = (int)(i % columns);
  int offset = column / channels;
  int position = row % (height * width);
  int y = place(position / width + offset / size - size / 2, height, circular);
  int z = place(position % width + offset % size - size / 2, width, circular);
  bool seen = y >= 0 && z >= 0;
  long long from = ((long long)(row - position) + y * width + z) * channels + column % channels;
  out.of(blockIdx.y)[i] = seen ? x.of(blockIdx.y)[from] : 0;
}

// The weights (area inputs, units) mirrored about the kernel's centre and transposed: (area units, inputs).
// Grid (ceil(area inputs units / 256), trials), block (256).
extern "C" __global__ void mirror(Matrices weights, Matrices mirrored, int area, int inputs, int units) {
  int i = element();
  if (i >= area * inputs * units) return;
  int offset = i / (inputs * units);
  int input = i / units % inputs;
  int unit = i % units;
  mirrored.of(blockIdx.y)[((area - 1 - offset) * units + unit) * inputs + input] = weights.of(blockIdx.y)[i];
}

// target (area inputs, units) ← factor times what sums (inputs, area units) hold of the mirrored weights + beta target.
// Grid and block as above.
extern "C" __global__ void collect(
    Matrices sums, float factor, float beta, Matrices target, int area, int inputs, int units) {
  int i = element();
  if (i >= area * inputs * units) return;
  int offset = i / (inputs * units);
  int input = i / units % inputs;
  float sum = sums.of(blockIdx.y)[(input * area + area - 1 - offset) * units + i % units];
  float* to = target.of(blockIdx.y) + i;
  *to = beta == 0 ? factor * sum : factor * sum + beta * *to;
}
