// Orthonormal columns from a Gaussian matrix: the Q of its QR decomposition whose R has a positive diagonal, which is
// uniform over the orthogonal matrices (Saxe et al. 2013; Mezzadri 2007). Classical Gram-Schmidt done twice in float64
// ("twice is enough", Giraud et al. 2005), so that the result is the Q of the reference to float32 rounding.
// Reference: dev.fathom.init.Law.Orthogonal
#include "cohort.cuh"
#include "reduce.cuh"

static const int ORTHOGONAL_WARPS = 8;

static __device__ inline double dot(const double* a, const double* b, int n) {
  double sum = 0;
  for (int i = threadIdx.x; i < n; i += 32) sum += a[i] * b[i];
  return warp_sum(sum);
}

// gaussian (length, count), length >= count; vectors (count, length) and projections (count): workspace in float64;
// out takes gain Q, as (length, count), or transposed as (count, length). Grid (1), block (32, 8): one block a matrix.
extern "C" __global__ void orthogonalize(
    const float* gaussian, int count, int length, int transposed, double gain, double* vectors, double* projections,
    float* out) {
  int lane = threadIdx.x;
  int warp = threadIdx.y;
  int thread = warp * 32 + lane;
  int threads = ORTHOGONAL_WARPS * 32;
  for (int i = thread; i < count * length; i += threads) {
    vectors[(long long)(i % count) * length + i / count] = gaussian[i];
  }
  __syncthreads();
  for (int j = 0; j < count; j++) {
    double* v = vectors + (long long)j * length;
    for (int pass = 0; pass < 2; pass++) {
      for (int i = warp; i < j; i += ORTHOGONAL_WARPS) {
        double projection = dot(vectors + (long long)i * length, v, length);
        if (lane == 0) projections[i] = projection;
      }
      __syncthreads();
      for (int e = thread; e < length; e += threads) {
        double value = v[e];
        for (int i = 0; i < j; i++) value -= projections[i] * vectors[(long long)i * length + e];
        v[e] = value;
      }
      __syncthreads();
    }
    double norm = sqrt(dot(v, v, length));  // every warp finds the same
    __syncthreads();
    for (int e = thread; e < length; e += threads) v[e] /= norm;
    __syncthreads();
  }
  for (int i = thread; i < count * length; i += threads) {
    int vector = transposed ? i / length : i % count;
    int element = transposed ? i % length : i / count;
    out[i] = (float)(gain * vectors[(long long)vector * length + element]);
  }
}
