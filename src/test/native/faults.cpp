// Faults on request, by environment: FATHOM_SIM_OOM_AT=n (the n-th allocation), FATHOM_SIM_LAUNCH_FAIL_AT,
// FATHOM_SIM_ECC_AT and FATHOM_SIM_LOST_AT=n (the n-th kernel execution, those of replayed graphs included).
#include <cstdlib>
#include "simulator.h"

namespace simulator {

size_t setting(const char* name, size_t otherwise) {
  const char* value = getenv(name);
  return value == nullptr ? otherwise : strtoull(value, nullptr, 10);
}

bool allocation_fails() {
  static const size_t at = setting("FATHOM_SIM_OOM_AT", 0);
  static size_t allocations = 0;
  return ++allocations == at;
}

Result execution_fault() {
  static const size_t launch = setting("FATHOM_SIM_LAUNCH_FAIL_AT", 0);
  static const size_t ecc = setting("FATHOM_SIM_ECC_AT", 0);
  static const size_t lost = setting("FATHOM_SIM_LOST_AT", 0);
  static size_t executions = 0;
  executions++;
  if (executions == launch) return LAUNCH_FAILED;
  if (executions == ecc) return ECC_UNCORRECTABLE;
  if (executions == lost) return DEVICE_UNAVAILABLE;
  return SUCCESS;
}

}  // namespace simulator
