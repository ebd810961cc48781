// What every entry point of libcuda begins with.
#pragma once
#include "simulator.h"

namespace simulator {
extern bool initialized;
}

#define REQUIRE_DRIVER                                   \
  std::lock_guard<std::recursive_mutex> guard(lock);     \
  if (!initialized) return NOT_INITIALIZED;

#define REQUIRE_CONTEXT                                                                                      \
  REQUIRE_DRIVER                                                                                             \
  if (current == nullptr) return refuse(INVALID_CONTEXT, std::string(__func__) + ": this thread has no context"); \
  if (current->sticky != SUCCESS) return current->sticky;
