// Orthonormal columns from Gaussian matrices, of many trials at once: the Q of the QR decomposition whose R has a positive
// diagonal, which is uniform over the orthogonal matrices (Saxe et al. 2013; Mezzadri 2007). Block Gram-Schmidt in
// float64: cuBLAS takes from a panel of vectors its projections on all before it, twice, then the panel is made
// orthonormal by classical Gram-Schmidt, twice too ("twice is enough", Giraud et al. 2005), so that the result is the Q of
// the reference to float32 rounding.
// Reference: dev.fathom.init.HaarMatrix
#include "cohort.cuh"
#include "reduce.cuh"

// vectors[i] (count, length) ← the columns, or if they are fewer the rows, of the matrix of trial places[i].
// Grid (ceil(size / 256), matrices), block (256).
extern "C" __global__ void to_vectors(Matrices gaussian, const int* places, int count, int length, double* vectors) {
  int i = element();
  if (i >= count * length) return;
  const float* from = gaussian.of(places[blockIdx.y]);
  // the reference fills a matrix (length, count), row by row, whichever way it will lie
  vectors[(long long)blockIdx.y * count * length + i] = from[(long long)(i % length) * count + i / length];
}

static __device__ inline double dot(const double* a, const double* b, int n) {
  double sum = 0;
  for (int i = threadIdx.x; i < n; i += 32) sum += a[i] * b[i];
  return warp_sum(sum);
}

// Makes vectors from, ..., from + width - 1 of each matrix orthonormal. projections: workspace (32, count) a matrix.
// Grid (1, matrices), block (32, warps).
extern "C" __global__ void orthonormalize(
    double* vectors, double* projections, int from, int width, int count, int length) {
  double* panel = vectors + ((long long)blockIdx.y * count + from) * length;
  double* along = projections + (long long)blockIdx.y * 32 * count;
  int thread = threadIdx.y * 32 + threadIdx.x;
  int threads = blockDim.y * 32;
  for (int j = 0; j < width; j++) {
    double* v = panel + (long long)j * length;
    for (int pass = 0; pass < 2 && j > 0; pass++) {
      for (int i = threadIdx.y; i < j; i += blockDim.y) {
        double projection = dot(panel + (long long)i * length, v, length);
        if (threadIdx.x == 0) along[i] = projection;
      }
      __syncthreads();
      for (int e = thread; e < length; e += threads) {
        double value = v[e];
        for (int i = 0; i < j; i++) value -= along[i] * panel[(long long)i * length + e];
        v[e] = value;
      }
      __syncthreads();
    }
    double norm = sqrt(dot(v, v, length));  // every warp finds the same
    __syncthreads();
    for (int e = thread; e < length; e += threads) v[e] /= norm;
    __syncthreads();
  }
}

// The matrix of trial places[i] ← gains[i] Q, as (length, count), or transposed as (count, length).
// Grid and block as in to_vectors.
extern "C" __global__ void from_vectors(
    const double* vectors, int count, int length, int transposed, const int* places, const double* gains, Matrices out) {
  int i = element();
  if (i >= count * length) return;
  int vector = transposed ? i / length : i % count;
  int element = transposed ? i % length : i / count;
  const double* from = vectors + (long long)blockIdx.y * count * length;
  out.of(places[blockIdx.y])[i] = (float)(gains[blockIdx.y] * from[(long long)vector * length + element]);
}
