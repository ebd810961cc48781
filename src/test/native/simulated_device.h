// What a kernel sees when g++ compiles it for the simulator, in place of kernels/device.h. Threads are fibers that run
// one after another (blocks.cpp), so shared memory is plain static memory, poisoned before every block.
#pragma once
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#define __global__
#define __device__
#define __shared__ static __attribute__((section("simulated_shared")))

namespace simulator {

struct Index {
  unsigned x, y, z;
};

Index thread_index();
Index block_index();
Index block_size();
Index grid_size();

// Waits until every living thread of the block is here.
void barrier();

// Gives `value` to the other lanes of the warp and answers that of lane `source`.
int exchange_lanes(int value, unsigned source);
unsigned lane();

// One compiled kernel, with the size of each argument and whether its first word is a device pointer.
struct Kernel {
  const char* name;
  void (*call)(void** arguments);
  int count;
  const int* sizes;
  const bool* pointers;
};

void enroll(const Kernel& kernel);

template <auto Function>
struct Caller;

// The C++ type system knows what the PTX must agree with.
template <class... Types, void (*Function)(Types...)>
struct Caller<Function> {
  static constexpr int count = sizeof...(Types);
  static constexpr int sizes[] = {(int)sizeof(Types)...};
  static constexpr bool pointers[] = {(std::is_pointer_v<Types> || std::is_class_v<Types>)...};

  template <std::size_t... I>
  static void unpack(void** arguments, std::index_sequence<I...>) {
    Function(*static_cast<Types*>(arguments[I])...);
  }
  static void call(void** arguments) { unpack(arguments, std::index_sequence_for<Types...>{}); }
};

struct Enrollment {
  explicit Enrollment(const Kernel& kernel) { enroll(kernel); }
};

}  // namespace simulator

// build.sh writes one of these for every kernel of a source.
#define ENROLL_KERNEL(NAME)                                                                               \
  static simulator::Enrollment enrollment_of_##NAME({#NAME, &simulator::Caller<&NAME>::call,              \
      simulator::Caller<&NAME>::count, simulator::Caller<&NAME>::sizes, simulator::Caller<&NAME>::pointers});

#ifdef FATHOM_SIMULATOR  // in a kernel, not in the simulator itself

#define threadIdx (simulator::thread_index())
#define blockIdx (simulator::block_index())
#define blockDim (simulator::block_size())
#define gridDim (simulator::grid_size())

static inline void __syncthreads() { simulator::barrier(); }
static inline int __shfl_xor_sync(unsigned, int value, int distance) {
  return simulator::exchange_lanes(value, simulator::lane() ^ distance);
}
static inline float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
static inline float sqrt(float x) { return __builtin_sqrtf(x); }
static inline double sqrt(double x) { return __builtin_sqrt(x); }

#endif
