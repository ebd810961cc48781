// Formulas of the users': a program for each trial, run on a stack of pairs, a number and its derivative.
// Reference: dev.fathom.formula.Program, with the same roundings in the same order.
#pragma once
#include "activations.cuh"

namespace formula {

// The ordinals of dev.fathom.formula.Operation.
enum Operation { VARIABLE, NUMBER, ADD, SUBTRACT, MULTIPLY, DIVIDE, MIN, MAX, COPY, CALL };

constexpr int MAX_STEPS = 64;
constexpr int MAX_STACK = 8;

// code and number: of a call the activation and its parameter.
struct Step {
  int operation;
  int code;
  float number;
};

struct Program {
  int length;
  Step steps[MAX_STEPS];
};

struct Pair {
  float value;
  float slope;
};

// Once in the kernel, whatever calls it: all activations are long.
static __device__ __attribute__((noinline)) Pair call(int code, float parameter, float x) {
  Pair result;
  result.value = activation::activate(code, parameter, x, &result.slope);
  return result;
}

// The slope of a where it leads, of b where it lags; where both are equal the flatter one, or their mean.
static __device__ inline float picked(float lead, float da, float db) {
  if (lead != 0) return lead > 0 ? da : lead < 0 ? db : __builtin_nanf("");
  float flatter = abs(da) < abs(db) ? da : db;
  return abs(da) == abs(db) ? 0.5f * (da + db) : flatter;
}

static __device__ inline Pair combine(int operation, Pair a, Pair b) {
  switch (operation) {
    case ADD: return {a.value + b.value, a.slope + b.slope};
    case SUBTRACT: return {a.value - b.value, a.slope - b.slope};
    case MULTIPLY: return {a.value * b.value, a.value * b.slope + b.value * a.slope};
    case DIVIDE: {
      float ratio = a.value / b.value;
      return {ratio, (a.slope - ratio * b.slope) / b.value};
    }
    case MIN: return {min(a.value, b.value), picked(b.value - a.value, a.slope, b.slope)};
    default: return {max(a.value, b.value), picked(a.value - b.value, a.slope, b.slope)};
  }
}

static __device__ inline Pair run(const Program* program, float x) {
  Pair stack[MAX_STACK];
  int top = -1;
  for (int i = 0; i < program->length; i++) {
    Step step = program->steps[i];
    switch (step.operation) {
      case VARIABLE:
        stack[++top] = {x, 1};
        break;
      case NUMBER:
        stack[++top] = {step.number, 0};
        break;
      case COPY:
        stack[top + 1] = stack[top];
        top++;
        break;
      case CALL: {
        float slope = stack[top].slope;
        stack[top] = call(step.code, step.number, stack[top].value);
        stack[top].slope = slope == 0 ? 0 : stack[top].slope * slope;
        break;
      }
      default:
        top--;
        stack[top] = combine(step.operation, stack[top], stack[top + 1]);
    }
  }
  return stack[0];
}

}  // namespace formula
