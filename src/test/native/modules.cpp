// Modules and launches of libcuda. An image is real PTX: its entries must agree with the kernels that g++ compiled.
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <regex>
#include "driver.h"

namespace simulator {
namespace {

constexpr unsigned MOST_THREADS = 1024;
constexpr unsigned MOST_BLOCKS_BELOW = 65535;  // in y and z
constexpr size_t SLOT = 16;  // bytes kept for an argument

using Sizes = std::vector<int>;

struct Module {
  std::map<std::string, Sizes> entries;
};

// The size of one parameter: ".param .u64 name" or ".param .align 8 .b8 name[16]".
int parameter_size(const std::string& type, const std::string& array) {
  int bits = atoi(type.c_str() + 1);
  return array.empty() ? bits / 8 : atoi(array.c_str());
}

Module* parse(const std::string& ptx) {
  static const std::regex ENTRY(R"(\.entry\s+(\w+)\s*\(([^)]*)\))");
  static const std::regex PARAMETER(R"(\.param\s+(?:\.align\s+\d+\s+)?\.(\w+)\s+\w+(?:\[(\d+)\])?)");
  auto* module = new Module;
  for (std::sregex_iterator entry(ptx.begin(), ptx.end(), ENTRY), end; entry != end; ++entry) {
    std::string parameters = (*entry)[2];
    Sizes& sizes = module->entries[(*entry)[1]];
    for (std::sregex_iterator p(parameters.begin(), parameters.end(), PARAMETER); p != end; ++p) {
      sizes.push_back(parameter_size((*p)[1], (*p)[2]));
    }
  }
  return module;
}

// Arguments are copied when the launch is called, as CUDA does.
struct Arguments {
  std::vector<char> bytes;
  std::vector<void*> places;
};

std::shared_ptr<Arguments> keep(const Kernel& kernel, void** arguments) {
  auto kept = std::make_shared<Arguments>();
  kept->bytes.resize(kernel.count * SLOT);
  for (int i = 0; i < kernel.count; i++) {
    memcpy(&kept->bytes[i * SLOT], arguments[i], kernel.sizes[i]);
    kept->places.push_back(&kept->bytes[i * SLOT]);
  }
  return kept;
}

bool pointers_live(const Kernel& kernel, const Arguments& arguments) {
  for (int i = 0; i < kernel.count; i++) {
    void* pointer;
    memcpy(&pointer, arguments.places[i], sizeof pointer);
    if (kernel.pointers[i] && pointer != nullptr && !inside(pointer, 1)) return false;
  }
  return true;
}

void execute(Context* context, const Kernel& kernel, Index grid, Index block, const Arguments& arguments) {
  context->counts.kernels++;
  Result fault = execution_fault(context);
  if (fault != SUCCESS) {
    fail(context, fault, std::string("injected into kernel ") + kernel.name);
    return;
  }
  if (!pointers_live(kernel, arguments)) {
    fail(context, ILLEGAL_ADDRESS, std::string("an argument of kernel ") + kernel.name + " points nowhere");
    return;
  }
  auto places = arguments.places;
  std::string wrong = run_grid(kernel, grid, block, places.data(), context->reversed);
  if (!wrong.empty()) fail(context, LAUNCH_FAILED, wrong);
}

}  // namespace

API Result cuModuleLoadData(void** module, const char* image) {
  REQUIRE_CONTEXT
  if (strstr(image, ".version") == nullptr) return refuse(INVALID_IMAGE, "the image is not PTX");
  *module = parse(image);
  return SUCCESS;
}

API Result cuModuleUnload(void* module) {
  REQUIRE_CONTEXT
  delete static_cast<Module*>(module);
  return SUCCESS;
}

API Result cuModuleGetFunction(const Kernel** function, void* handle, const char* name) {
  REQUIRE_CONTEXT
  auto& entries = static_cast<Module*>(handle)->entries;
  auto entry = entries.find(name);
  const Kernel* kernel = kernel_named(name);
  if (entry == entries.end() || kernel == nullptr) {
    return refuse(NOT_FOUND, std::string("no kernel ") + name + (kernel == nullptr ? " in kernels/" : " in the PTX"));
  }
  if (entry->second != Sizes(kernel->sizes, kernel->sizes + kernel->count)) {
    return refuse(INVALID_IMAGE, std::string("PTX and kernels/ disagree on the arguments of ") + name);
  }
  *function = kernel;
  return SUCCESS;
}

API Result cuLaunchKernel(
    const Kernel* kernel,
    unsigned grid_x,
    unsigned grid_y,
    unsigned grid_z,
    unsigned block_x,
    unsigned block_y,
    unsigned block_z,
    unsigned shared_bytes,
    void* stream,
    void** arguments,
    void** extra) {
  REQUIRE_CONTEXT
  if (kernel == nullptr || extra != nullptr || shared_bytes != 0) return INVALID_HANDLE;
  unsigned blocks = grid_x * grid_y * grid_z;
  unsigned threads = block_x * block_y * block_z;
  if (blocks == 0 || threads == 0 || threads > MOST_THREADS || grid_y > MOST_BLOCKS_BELOW || grid_z > MOST_BLOCKS_BELOW) {
    return refuse(INVALID_VALUE, std::string("the launch shape of kernel ") + kernel->name);
  }
  auto kept = keep(*kernel, arguments);
  Context* context = current;
  enqueue(stream, [=] { execute(context, *kernel, {grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, *kept); });
  return SUCCESS;
}

}  // namespace simulator
