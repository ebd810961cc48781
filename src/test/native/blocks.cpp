// Runs a kernel's threads as fibers of one OS thread: block after block, warp after warp, lane after lane, each until it
// waits at a barrier or a warp exchange, or ends. Shared memory is poisoned before every block. x86-64 only.
#include <cstdlib>
#include <cstring>
#include <map>
#include "simulator.h"

// The linker names the ends of the section that __shared__ variables live in.
extern "C" char __start_simulated_shared[];
extern "C" char __stop_simulated_shared[];

// Saves the callee-saved registers on the running stack, stores its top and goes on with another stack.
extern "C" void simulator_switch(void** save_top, void* next_top);
asm(R"(
    .text
    .globl simulator_switch
    .hidden simulator_switch
simulator_switch:
    push %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    mov %rsp, (%rdi)
    mov %rsi, %rsp
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret
)");

namespace simulator {
namespace {

constexpr unsigned WARP = 32;
constexpr unsigned MOST_THREADS = 1024;
constexpr size_t STACK = 32 << 10;
constexpr int POISON = 0xFF;  // a NaN in float32 and float64, -1 in integers

enum class State { READY, AT_BARRIER, IN_EXCHANGE, DONE };

struct Fiber {
  void* top;
  Index index;
  unsigned number;
  unsigned exchanges;
  State state;
};

struct Block {
  Index index, size, grid;
  unsigned threads;
  bool reversed;
};

Fiber fibers[MOST_THREADS];
int exchanged[MOST_THREADS][2];  // by parity of the exchange: the fast lanes may already be in the next one
Fiber* running;
Block block;
void* scheduler_top;
void (*body)(void**);
void** body_arguments;

std::map<std::string, Kernel>& kernels() {
  static std::map<std::string, Kernel> all;
  return all;
}

void wait(State state) {
  running->state = state;
  simulator_switch(&running->top, scheduler_top);
}

extern "C" __attribute__((used)) void simulator_fiber() {
  body(body_arguments);
  wait(State::DONE);
  abort();
}

void prepare(Fiber& fiber, unsigned number) {
  static char* stacks = static_cast<char*>(aligned_alloc(4096, MOST_THREADS * STACK));
  unsigned x = block.size.x;
  fiber.index = {number % x, number / x % block.size.y, number / (x * block.size.y)};
  fiber.number = number;
  fiber.exchanges = 0;
  fiber.state = State::READY;
  size_t stagger = number % WARP * 192 + 64;  // equal offsets would fall into the same cache sets
  void** top = reinterpret_cast<void**>(stacks + (number + 1) * STACK - stagger);
  *--top = nullptr;
  *--top = reinterpret_cast<void*>(simulator_fiber);
  fiber.top = top - 6;
}

unsigned in_order(unsigned i, unsigned count) { return block.reversed ? count - 1 - i : i; }

// Runs the lanes of one warp until each is at the barrier or done, or all wait for an exchange that cannot come.
// Answers whether anything ran.
bool run_warp(unsigned first, unsigned lanes) {
  bool ran = false;
  for (bool again = true; again;) {
    unsigned exchanging = 0;
    unsigned living = 0;
    for (unsigned i = 0; i < lanes; i++) {
      Fiber& fiber = fibers[first + in_order(i, lanes)];
      if (fiber.state == State::READY) {
        ran = true;
        running = &fiber;
        simulator_switch(&scheduler_top, fiber.top);
      }
      living += fiber.state != State::DONE;
      exchanging += fiber.state == State::IN_EXCHANGE;
    }
    again = exchanging > 0 && exchanging == living;
    for (unsigned i = 0; again && i < lanes; i++) {
      if (fibers[first + i].state == State::IN_EXCHANGE) fibers[first + i].state = State::READY;
    }
  }
  return ran;
}

std::string run_block() {
  memset(__start_simulated_shared, POISON, __stop_simulated_shared - __start_simulated_shared);
  for (unsigned i = 0; i < block.threads; i++) prepare(fibers[i], i);
  unsigned warps = (block.threads + WARP - 1) / WARP;
  for (;;) {
    bool ran = false;
    for (unsigned i = 0; i < warps; i++) {
      unsigned first = in_order(i, warps) * WARP;
      ran |= run_warp(first, block.threads - first < WARP ? block.threads - first : WARP);
    }
    unsigned living = 0;
    unsigned waiting = 0;
    for (unsigned i = 0; i < block.threads; i++) {
      living += fibers[i].state != State::DONE;
      waiting += fibers[i].state == State::AT_BARRIER;
    }
    if (living == 0) return "";
    if (waiting == living) {
      for (unsigned i = 0; i < block.threads; i++) {
        if (fibers[i].state == State::AT_BARRIER) fibers[i].state = State::READY;
      }
    } else if (!ran) {
      return "some threads wait at a barrier, others in a warp exchange";
    }
  }
}

}  // namespace

Index thread_index() { return running->index; }
Index block_index() { return block.index; }
Index block_size() { return block.size; }
Index grid_size() { return block.grid; }
unsigned lane() { return running->number % WARP; }

void barrier() { wait(State::AT_BARRIER); }

int exchange_lanes(int value, unsigned source) {
  unsigned mine = ++running->exchanges;
  unsigned parity = mine & 1;
  exchanged[running->number][parity] = value;
  unsigned partner = running->number / WARP * WARP + source;
  wait(State::IN_EXCHANGE);
  bool there = partner < block.threads && fibers[partner].exchanges >= mine;  // it may have ended since
  return there ? exchanged[partner][parity] : -1;
}

void enroll(const Kernel& kernel) { kernels()[kernel.name] = kernel; }

const Kernel* kernel_named(const std::string& name) {
  auto found = kernels().find(name);
  return found == kernels().end() ? nullptr : &found->second;
}

std::string run_grid(const Kernel& kernel, Index grid, Index size, void** arguments, bool reversed) {
  body = kernel.call;
  body_arguments = arguments;
  block = {{0, 0, 0}, size, grid, size.x * size.y * size.z, reversed};
  unsigned blocks = grid.x * grid.y * grid.z - (broken(kernel.name) ? 1 : 0);
  for (unsigned i = 0; i < blocks; i++) {
    unsigned number = in_order(i, blocks);
    block.index = {number % grid.x, number / grid.x % grid.y, number / (grid.x * grid.y)};
    std::string wrong = run_block();
    if (!wrong.empty()) return std::string("kernel ") + kernel.name + ": " + wrong;
  }
  return "";
}

}  // namespace simulator
