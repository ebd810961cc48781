// Faults on request, by environment: FATHOM_SIM_OOM_AT=n (the n-th allocation), FATHOM_SIM_LAUNCH_FAIL_AT,
// FATHOM_SIM_ECC_AT and FATHOM_SIM_LOST_AT=n (the n-th kernel execution, those of replayed graphs included). With
// FATHOM_SIM_FAULT_DEVICE=i what happens on device i counts alone. FATHOM_SIM_BROKEN=name lets a kernel, or "product", give
// wrong results.
#include <cstdlib>
#include <cstring>
#include "simulator.h"

namespace simulator {

size_t setting(const char* name, size_t otherwise) {
  const char* value = getenv(name);
  return value == nullptr ? otherwise : strtoull(value, nullptr, 10);
}

static bool counts(const Context* context) {
  static const size_t device = setting("FATHOM_SIM_FAULT_DEVICE", SIZE_MAX);
  return device == SIZE_MAX || device == (size_t)context->device;
}

bool allocation_fails(const Context* context) {
  static const size_t at = setting("FATHOM_SIM_OOM_AT", 0);
  static size_t allocations = 0;
  return counts(context) && ++allocations == at;
}

Result execution_fault(const Context* context) {
  static const size_t launch = setting("FATHOM_SIM_LAUNCH_FAIL_AT", 0);
  static const size_t ecc = setting("FATHOM_SIM_ECC_AT", 0);
  static const size_t lost = setting("FATHOM_SIM_LOST_AT", 0);
  static size_t executions = 0;
  if (!counts(context)) return SUCCESS;
  executions++;
  if (executions == launch) return LAUNCH_FAILED;
  if (executions == ecc) return ECC_UNCORRECTABLE;
  if (executions == lost) return DEVICE_UNAVAILABLE;
  return SUCCESS;
}

bool broken(const char* name) {
  static const char* wanted = getenv("FATHOM_SIM_BROKEN");
  return wanted != nullptr && strcmp(wanted, name) == 0;
}

}  // namespace simulator
