// The parts of the simulator, as they see each other. One lock guards everything. Work runs as late as CUDA allows, when
// somebody waits for it, or is recorded while its stream captures.
#pragma once
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <vector>
#include "simulated_device.h"

namespace simulator {

// The results of the driver API that the simulator gives.
enum Result {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NOT_INITIALIZED = 3,
  DEVICE_UNAVAILABLE = 46,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_IMAGE = 200,
  INVALID_CONTEXT = 201,
  ECC_UNCORRECTABLE = 214,
  INVALID_HANDLE = 400,
  NOT_FOUND = 500,
  ILLEGAL_ADDRESS = 700,
  LAUNCH_FAILED = 719,
  CAPTURE_UNSUPPORTED = 900,
};

// What a device has done, in the order in which cuDeviceGetAttribute tells it from attribute COUNTS on.
struct Counts {
  int graphs = 0;       // launches of graphs
  int kernels = 0;      // executions of kernels, those of replayed graphs included; as all below
  int products = 0;     // of cuBLAS
  int draws = 0;        // of cuRAND
  int to_device = 0;    // copies
  int to_host = 0;
  int within = 0;
  int fills = 0;
  int waits = 0;
  int allocations = 0;
};
constexpr int COUNTS = 1000000;

struct Context {
  int device = 0;
  bool reversed = false;  // threads, warps and blocks run in the opposite order: shows missing barriers
  Result sticky = SUCCESS;  // an asynchronous error: every later call answers it
  size_t in_use = 0;  // bytes of its memory
  Counts counts;
};

using Work = std::function<void()>;

struct Stream {
  Context* context = nullptr;
  bool capturing = false;
  std::vector<Work> recorded;
  std::vector<Work> pending;  // what the host has queued and nobody has waited for
};

extern std::recursive_mutex lock;
extern thread_local Context* current;

// Prints why to stderr and answers the result.
Result refuse(Result result, const std::string& why);
// An asynchronous failure of the context that is running work.
void fail(Context* context, Result result, const std::string& why);

// blocks.cpp: runs all blocks of a grid; the answer is empty, or what went wrong.
std::string run_grid(const Kernel& kernel, Index grid, Index block, void** arguments, bool reversed);
const Kernel* kernel_named(const std::string& name);

// memory.cpp
Result allocate(void** address, size_t bytes);
Result release(void* address);
void release_all(Context* context);
size_t bytes_in_all();  // of each device
// Whether the range lies inside one living allocation.
bool inside(const void* address, size_t bytes);
// Host memory that copies may read and write while the host goes on.
void* pin(size_t bytes);
bool unpin(void* address);
bool pinned(const void* address, size_t bytes);
// Looks for writes outside of allocations.
Result check_red_zones();

// streams.cpp
Stream* stream_of(void* handle);
// Queues the work, or records it while the stream captures.
void enqueue(void* stream, Work work);
// Runs whatever is queued on any stream of the context.
void drain(Context* context);
// Refuses calls that CUDA forbids while this thread captures.
Result require_no_capture(const char* call);

// faults.cpp: FATHOM_SIM_* in the environment
size_t setting(const char* name, size_t otherwise);
bool allocation_fails(const Context* context);
// The error that this kernel execution is to raise, if any.
Result execution_fault(const Context* context);
// Whether this kernel, or "product", is to leave out its last block or matrix.
bool broken(const char* name);

}  // namespace simulator

#define API extern "C" __attribute__((visibility("default")))
