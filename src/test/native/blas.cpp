// A libcublas.so.12 with the one product that Fathom uses, in plain loops of float32 or float64.
#include <cstdio>
#include <cstring>
#include <set>
#include "simulator.h"

namespace simulator {
namespace {

enum Status { OK = 0, INVALID = 7, EXECUTION_FAILED = 13, NOT_SUPPORTED = 15 };
enum Type { REAL_32F = 0, REAL_64F = 1 };
enum Compute { FLOAT32 = 68, FLOAT64 = 70, FAST_16BF = 75, FAST_TF32 = 77 };

struct Handle {
  void* stream = nullptr;
  std::set<std::vector<int>> shapes;  // of products whose kernels are loaded
};

// cuBLAS loads the kernels of a shape at its first product, which is not for a stream that captures.
bool loaded(Handle* handle, const std::vector<int>& shape) {
  if (!stream_of(handle->stream)->capturing) handle->shapes.insert(shape);
  return handle->shapes.count(shape) > 0;
}

// One operand of all products: column-major, `leading` elements from column to column, `stride` to the next matrix.
template <class Real>
struct Operand {
  Real* data;
  int leading;
  long long stride;
  bool transposed;

  Real at(int product, int row, int column) const {
    size_t index = transposed ? (size_t)row * leading + column : (size_t)column * leading + row;
    return data[product * stride + index];
  }
  // Whether all products of rows x columns elements (before transposition) lie inside an allocation.
  bool fits(int rows, int columns, int products) const {
    size_t last = (products - 1) * stride + (size_t)(columns - 1) * leading + rows;
    return leading >= rows && inside(data, last * sizeof(Real));
  }
};

// What a tensor core keeps of a factor: 8 bits of significand in bf16, 11 in tf32.
double rounded(double x, int) { return x; }
float rounded(float x, int compute) {
  if (compute == FLOAT32) return x;
  int dropped = compute == FAST_16BF ? 16 : 13;
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  if ((bits & 0x7F800000) == 0x7F800000) return x;
  bits += (1u << (dropped - 1)) - 1 + (bits >> dropped & 1);
  bits &= ~0u << dropped;
  memcpy(&x, &bits, sizeof bits);
  return x;
}

template <class Real>
struct Product {
  int m, n, k;
  Real alpha, beta;
  Operand<Real> a, b, c;
  int compute;

  void run(int number) const {
    std::vector<Real> left((size_t)m * k);
    for (int l = 0; l < k; l++) {
      for (int i = 0; i < m; i++) left[(size_t)l * m + i] = rounded(a.at(number, i, l), compute);
    }
    std::vector<Real> sums(m);
    for (int j = 0; j < n; j++) {
      sums.assign(m, 0);
      for (int l = 0; l < k; l++) {
        Real right = rounded(b.at(number, l, j), compute);
        for (int i = 0; i < m; i++) sums[i] += left[(size_t)l * m + i] * right;
      }
      Real* column = c.data + number * c.stride + (size_t)j * c.leading;
      for (int i = 0; i < m; i++) column[i] = alpha * sums[i] + (beta == 0 ? 0 : beta * column[i]);
    }
  }
};

template <class Real>
int multiply(Handle* handle, const Product<Real>& product, int products) {
  bool left = product.a.transposed;
  bool right = product.b.transposed;
  int m = product.m, n = product.n, k = product.k;
  bool fit = m > 0 && n > 0 && k > 0 && products > 0 && product.a.fits(left ? k : m, left ? m : k, products) &&
      product.b.fits(right ? n : k, right ? k : n, products) && product.c.fits(m, n, products);
  if (!fit) {
    fprintf(stderr, "[simulator] cublasGemmStridedBatchedEx: an operand leaves its allocation\n");
    return INVALID;
  }
  if (!loaded(handle, {left, right, m, n, k, product.a.stride == 0, product.b.stride == 0})) {
    refuse(CAPTURE_UNSUPPORTED, "cuBLAS has to load the kernels of a product while a stream captures");
    return EXECUTION_FAILED;
  }
  Context* context = current;
  enqueue(handle->stream, [=] {
    context->counts.products++;
    for (int i = 0; i < products - (broken("product") ? 1 : 0); i++) product.run(i);
  });
  return current->sticky == SUCCESS ? OK : EXECUTION_FAILED;
}

}  // namespace

API int cublasCreate_v2(Handle** handle) {
  if (require_no_capture("cublasCreate") != SUCCESS) return 1;
  *handle = new Handle;
  return OK;
}

API int cublasDestroy_v2(Handle* handle) {
  delete handle;
  return OK;
}

API int cublasGetVersion_v2(Handle*, int* version) {
  *version = 120600;
  return OK;
}

API int cublasSetStream_v2(Handle* handle, void* stream) {
  handle->stream = stream;
  return OK;
}

API int cublasSetWorkspace_v2(Handle*, void* workspace, size_t bytes) { return inside(workspace, bytes) ? OK : INVALID; }

API int cublasGemmStridedBatchedEx(
    Handle* handle,
    int transpose_a,
    int transpose_b,
    int m,
    int n,
    int k,
    const void* alpha,
    void* a,
    int type_a,
    int leading_a,
    long long stride_a,
    void* b,
    int type_b,
    int leading_b,
    long long stride_b,
    const void* beta,
    void* c,
    int type_c,
    int leading_c,
    long long stride_c,
    int products,
    int compute,
    int) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  auto product = [&](auto real) {
    using Real = decltype(real);
    Operand<Real> left{static_cast<Real*>(a), leading_a, stride_a, transpose_a != 0};
    Operand<Real> right{static_cast<Real*>(b), leading_b, stride_b, transpose_b != 0};
    Operand<Real> result{static_cast<Real*>(c), leading_c, stride_c, false};
    Real by = *static_cast<const Real*>(alpha);
    Real keep = *static_cast<const Real*>(beta);
    return multiply(handle, Product<Real>{m, n, k, by, keep, left, right, result, compute}, products);
  };
  if (type_a != type_b || type_a != type_c) return NOT_SUPPORTED;
  bool narrow = compute == FLOAT32 || compute == FAST_16BF || compute == FAST_TF32;
  if (type_a == REAL_32F && narrow) return product(float());
  if (type_a == REAL_64F && compute == FLOAT64) return product(double());
  return NOT_SUPPORTED;
}

}  // namespace simulator
