// A libcuda.so.1 without a GPU: devices, contexts, copies. FATHOM_SIM_DEVICES devices (2), each with memory and errors of
// its own, alike but for the order in which threads run: even ones forwards, odd ones backwards.
#include "driver.h"
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <memory>

namespace simulator {

std::recursive_mutex lock;
thread_local Context* current;
bool initialized;

namespace {

constexpr int MOST_DEVICES = 8;
Context contexts[MOST_DEVICES] = {{0}, {1, true}, {2}, {3, true}, {4}, {5, true}, {6}, {7, true}};

int device_count() { return (int)std::min<size_t>(setting("FATHOM_SIM_DEVICES", 2), MOST_DEVICES); }

Result copy(void* to, const void* from, size_t bytes, void* stream, int Counts::*kind) {
  Context* context = current;
  enqueue(stream, [=] {
    context->counts.*kind += 1;
    memcpy(to, from, bytes);
  });
  return current->sticky;
}

Result outside(size_t bytes) {
  return refuse(INVALID_VALUE, "a copy of " + std::to_string(bytes) + " bytes leaves its allocation");
}

template <class T>
Result fill(void* to, T value, size_t count, void* stream) {
  if (!inside(to, count * sizeof(T))) return refuse(INVALID_VALUE, "a memset leaves its allocation");
  Context* context = current;
  enqueue(stream, [=] {
    context->counts.fills++;
    for (size_t i = 0; i < count; i++) static_cast<T*>(to)[i] = value;
  });
  return SUCCESS;
}

}  // namespace

Result refuse(Result result, const std::string& why) {
  fprintf(stderr, "[simulator] error %d: %s\n", result, why.c_str());
  return result;
}

void fail(Context* context, Result result, const std::string& why) {
  refuse(result, why);
  context->sticky = result;
}

API Result cuInit(unsigned) {
  if (device_count() == 0) return NO_DEVICE;
  initialized = true;
  return SUCCESS;
}

API Result cuDriverGetVersion(int* version) {
  *version = (int)setting("FATHOM_SIM_DRIVER", 12060);
  return SUCCESS;
}

API Result cuGetErrorName(int, const char** name) {
  *name = "CUDA_ERROR_SIMULATED";
  return SUCCESS;
}

API Result cuDeviceGetCount(int* count) {
  REQUIRE_DRIVER
  *count = device_count();
  return SUCCESS;
}

API Result cuDeviceGet(int* device, int ordinal) {
  REQUIRE_DRIVER
  if (ordinal < 0 || ordinal >= device_count()) return INVALID_DEVICE;
  *device = ordinal;
  return SUCCESS;
}

API Result cuDeviceGetName(char* name, int length, int device) {
  REQUIRE_DRIVER
  snprintf(name, length, "Simulated GPU (threads run %s)", contexts[device].reversed ? "backwards" : "forwards");
  return SUCCESS;
}

API Result cuDeviceTotalMem_v2(size_t* bytes, int) {
  REQUIRE_DRIVER
  *bytes = bytes_in_all();
  return SUCCESS;
}

API Result cuDeviceGetAttribute(int* value, int attribute, int device) {
  REQUIRE_DRIVER
  if (attribute >= COUNTS) {
    size_t number = attribute - COUNTS;
    if (number >= sizeof(Counts) / sizeof(int)) return INVALID_VALUE;
    memcpy(value, reinterpret_cast<int*>(&contexts[device].counts) + number, sizeof *value);
    return SUCCESS;
  }
  switch (attribute) {
    case 16: *value = 2; break;   // multiprocessors
    case 75: *value = (int)setting("FATHOM_SIM_CAPABILITY", 8); break;
    default: *value = 0;
  }
  return SUCCESS;
}

API Result cuDevicePrimaryCtxRetain(void** context, int device) {
  REQUIRE_DRIVER
  *context = &contexts[device];
  return contexts[device].sticky;
}

API Result cuDevicePrimaryCtxRelease_v2(int device) {
  REQUIRE_DRIVER
  if (current == &contexts[device]) drain(current);
  Result zones = check_red_zones();
  release_all(&contexts[device]);
  return zones;
}

API Result cuCtxSetCurrent(void* context) {
  REQUIRE_DRIVER
  current = static_cast<Context*>(context);
  return SUCCESS;
}

API Result cuMemGetInfo_v2(size_t* available, size_t* all) {
  REQUIRE_CONTEXT
  *all = bytes_in_all();
  *available = *all - current->in_use;
  return SUCCESS;
}

API Result cuMemAlloc_v2(void** address, size_t bytes) {
  REQUIRE_CONTEXT
  Result capture = require_no_capture("cuMemAlloc");
  return capture != SUCCESS ? capture : allocate(address, bytes);
}

API Result cuMemFree_v2(void* address) {
  REQUIRE_CONTEXT
  Result capture = require_no_capture("cuMemFree");
  if (capture != SUCCESS) return capture;
  drain(current);
  return release(address);
}

API Result cuMemHostAlloc(void** address, size_t bytes, unsigned) {
  REQUIRE_CONTEXT
  *address = pin(bytes);
  return SUCCESS;
}

API Result cuMemFreeHost(void* address) {
  REQUIRE_CONTEXT
  drain(current);
  return unpin(address) ? SUCCESS : refuse(INVALID_VALUE, "cuMemFreeHost of memory that is not pinned");
}

API Result cuMemcpyHtoDAsync_v2(void* to, const void* from, size_t bytes, void* stream) {
  REQUIRE_CONTEXT
  if (!pinned(from, bytes)) return refuse(INVALID_VALUE, "a copy from memory that is not pinned");
  return inside(to, bytes) ? copy(to, from, bytes, stream, &Counts::to_device) : outside(bytes);
}

API Result cuMemcpyDtoHAsync_v2(void* to, const void* from, size_t bytes, void* stream) {
  REQUIRE_CONTEXT
  if (!pinned(to, bytes)) return refuse(INVALID_VALUE, "a copy to memory that is not pinned");
  return inside(from, bytes) ? copy(to, from, bytes, stream, &Counts::to_host) : outside(bytes);
}

API Result cuMemcpyDtoDAsync_v2(void* to, const void* from, size_t bytes, void* stream) {
  REQUIRE_CONTEXT
  bool fits = inside(to, bytes) && inside(from, bytes);
  return fits ? copy(to, from, bytes, stream, &Counts::within) : outside(bytes);
}

API Result cuMemsetD8Async(void* to, unsigned char value, size_t count, void* stream) {
  REQUIRE_CONTEXT
  return fill(to, value, count, stream);
}

API Result cuMemsetD32Async(void* to, unsigned value, size_t count, void* stream) {
  REQUIRE_CONTEXT
  return fill(to, value, count, stream);
}

}  // namespace simulator
