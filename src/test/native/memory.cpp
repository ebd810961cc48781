// Device memory: host memory between red zones, filled with NaNs until somebody writes it.
#include <cstdlib>
#include <cstring>
#include <map>
#include "simulator.h"

namespace simulator {
namespace {

constexpr size_t RED_ZONE = 256;
constexpr size_t ALIGNMENT = 256;
constexpr int RED = 0xA5;
constexpr int POISON = 0xFF;

struct Allocation {
  size_t bytes;
  Context* context;
};

std::map<char*, Allocation> allocations;
std::map<const char*, size_t> pins;

bool intact(const char* zone) {
  for (size_t i = 0; i < RED_ZONE; i++) {
    if (static_cast<unsigned char>(zone[i]) != RED) return false;
  }
  return true;
}

void discard(char* address, const Allocation& allocation) {
  allocation.context->in_use -= allocation.bytes;
  memset(address, POISON, allocation.bytes);
  free(address - RED_ZONE);
}

}  // namespace

size_t bytes_in_all() { return setting("FATHOM_SIM_MEMORY", size_t(4) << 30); }

Result allocate(void** address, size_t bytes) {
  if (bytes == 0) return INVALID_VALUE;
  if (allocation_fails(current) || current->in_use + bytes > bytes_in_all()) return OUT_OF_MEMORY;
  size_t whole = (bytes + 2 * RED_ZONE + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  char* base = static_cast<char*>(aligned_alloc(ALIGNMENT, whole));
  if (base == nullptr) return OUT_OF_MEMORY;
  memset(base, RED, whole);
  memset(base + RED_ZONE, POISON, bytes);
  allocations[base + RED_ZONE] = {bytes, current};
  current->in_use += bytes;
  current->counts.allocations++;
  *address = base + RED_ZONE;
  return SUCCESS;
}

Result release(void* address) {
  auto found = allocations.find(static_cast<char*>(address));
  if (found == allocations.end()) return refuse(INVALID_VALUE, "cuMemFree of an address that was not allocated");
  Result zones = check_red_zones();
  discard(found->first, found->second);
  allocations.erase(found);
  return zones;
}

void release_all(Context* context) {
  for (auto next = allocations.begin(); next != allocations.end();) {
    if (next->second.context == context) {
      discard(next->first, next->second);
      next = allocations.erase(next);
    } else {
      ++next;
    }
  }
}

bool inside(const void* address, size_t bytes) {
  char* first = static_cast<char*>(const_cast<void*>(address));
  auto after = allocations.upper_bound(first);
  if (after == allocations.begin()) return false;
  --after;
  return first + bytes <= after->first + after->second.bytes && after->second.context == current;
}

void* pin(size_t bytes) {
  char* address = static_cast<char*>(malloc(bytes));
  memset(address, POISON, bytes);
  pins[address] = bytes;
  return address;
}

bool unpin(void* address) {
  if (pins.erase(static_cast<char*>(address)) == 0) return false;
  free(address);
  return true;
}

bool pinned(const void* address, size_t bytes) {
  const char* first = static_cast<const char*>(address);
  auto after = pins.upper_bound(first);
  if (after == pins.begin()) return false;
  --after;
  return first + bytes <= after->first + after->second;
}

Result check_red_zones() {
  for (auto& [address, allocation] : allocations) {
    if (!intact(address - RED_ZONE) || !intact(address + allocation.bytes)) {
      fail(allocation.context, ILLEGAL_ADDRESS,
          "something wrote outside an allocation of " + std::to_string(allocation.bytes) + " bytes");
      return current == nullptr ? SUCCESS : current->sticky;
    }
  }
  return SUCCESS;
}

}  // namespace simulator
