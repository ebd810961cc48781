// What the kernels take from CUDA, spelled for clang without a CUDA toolkit. Under the simulator (src/test/native) the
// same names come from its own header.
#pragma once
#ifdef FATHOM_SIMULATOR
#include "simulated_device.h"
#else

#define __global__ __attribute__((global))
#define __device__ __attribute__((device))
#define __shared__ __attribute__((shared))

#define INDEX(NAME, REGISTER)                                                                                  \
  struct NAME##_type {                                                                                         \
    __declspec(property(get = get_x)) unsigned x;                                                              \
    __declspec(property(get = get_y)) unsigned y;                                                              \
    static __device__ inline unsigned get_x() { return __nvvm_read_ptx_sreg_##REGISTER##_x(); }                \
    static __device__ inline unsigned get_y() { return __nvvm_read_ptx_sreg_##REGISTER##_y(); }                \
  };                                                                                                           \
  extern const __device__ __attribute__((weak)) NAME##_type NAME;
INDEX(threadIdx, tid)
INDEX(blockIdx, ctaid)
INDEX(blockDim, ntid)
INDEX(gridDim, nctaid)
#undef INDEX

static __device__ inline int __shfl_xor_sync(unsigned mask, int value, int distance) {
  return __nvvm_shfl_sync_bfly_i32(mask, value, distance, 31);
}
static __device__ inline float fma(float a, float b, float c) { return __nvvm_fma_rn_f(a, b, c); }
static __device__ inline float sqrt(float x) { return __nvvm_sqrt_rn_f(x); }
static __device__ inline double sqrt(double x) { return __nvvm_sqrt_rn_d(x); }

#endif
