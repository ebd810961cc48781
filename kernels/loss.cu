// Losses of a minibatch and their gradients by the output; one block a trial, sums in a fixed order and in float64.
// Reference: dev.fathom.device.cpu.operations.Losses
#include "cohort.cuh"
#include "mathematics.cuh"

static const int LOSS_THREADS = 128;

// Column step mod capacity of curve (2, capacity) takes the block's mean loss and its share of correct predictions.
static __device__ void record(double loss, int correct, float* curve, int capacity, long long step, int terms, int rows) {
  __shared__ double losses[LOSS_THREADS];
  __shared__ int corrects[LOSS_THREADS];
  losses[threadIdx.x] = loss;
  corrects[threadIdx.x] = correct;
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (int i = 1; i < LOSS_THREADS; i++) {
    loss += losses[i];
    correct += corrects[i];
  }
  int column = (int)(step % capacity);
  curve[column] = (float)(loss / terms);
  curve[capacity + column] = (float)((double)correct / rows);
}

// Softmax cross-entropy by the shifted log-sum-exp, exponentials in float32, mean over the batch; the prediction is the first of the largest
// logits. z (B, classes); labels of the data set; rate (1, rates) or absent; delta (B, classes) or absent;
// curve (2, capacity). Grid (1, trials), block (128): a thread takes whole rows.
extern "C" __global__ void cross_entropy(
    Matrices z,
    const int* labels,
    const int* order,
    int length,
    const long long* step,
    Matrices rate,
    int rates,
    Matrices delta,
    Matrices curve,
    int rows,
    int classes,
    int capacity) {
  unsigned trial = blockIdx.y;
  float scale = (rate.present() ? now(rate, rates, step) : 1) / rows;
  double loss = 0;
  int correct = 0;
  for (int row = threadIdx.x; row < rows; row += LOSS_THREADS) {
    int from = sample(order, length, *step, row, rows);
    const float* logits = z.of(trial) + (long long)row * classes;
    float* gradient = delta.present() ? delta.of(trial) + (long long)row * classes : nullptr;
    if (from < 0) {
      for (int j = 0; gradient != nullptr && j < classes; j++) gradient[j] = 0;
      continue;
    }
    int label = labels[from];
    int best = 0;
    float largest = -__builtin_inff();
    for (int j = 0; j < classes; j++) {
      if (logits[j] > largest) {
        largest = logits[j];
        best = j;
      }
    }
    double sum = 0;
    for (int j = 0; j < classes; j++) sum += exponential_below(logits[j] - largest);
    double share = 1 / sum;
    for (int j = 0; gradient != nullptr && j < classes; j++) {
      double softmax = exponential_below(logits[j] - largest) * share;
      gradient[j] = (float)(scale * (softmax - (j == label ? 1 : 0)));
    }
    loss += logarithm(sum) + ((double)largest - logits[label]);
    correct += best == label ? 1 : 0;
  }
  record(loss, correct, curve.of(trial), capacity, *step, rows, rows);
}

// The first of the largest of a row; 0 where none is larger than -infinity.
static __device__ inline int largest(const float* row, int count) {
  int best = 0;
  double most = -__builtin_inf();
  for (int j = 0; j < count; j++) {
    if (row[j] > most) {
      most = row[j];
      best = j;
    }
  }
  return best;
}

// Mean squared error over batch and outputs. z, targets (B, outputs); otherwise as above. A prediction is correct where the
// largest output is the largest target's; with one output there is none.
extern "C" __global__ void squared_error(
    Matrices z,
    Matrices targets,
    const int* order,
    int length,
    const long long* step,
    Matrices rate,
    int rates,
    Matrices delta,
    Matrices curve,
    int rows,
    int outputs,
    int capacity) {
  unsigned trial = blockIdx.y;
  int size = rows * outputs;
  float scale = (rate.present() ? now(rate, rates, step) : 1) * 2 / size;
  double loss = 0;
  for (int i = threadIdx.x; i < size; i += LOSS_THREADS) {
    bool empty = sample(order, length, *step, i / outputs, rows) < 0;
    float error = empty ? 0 : z.of(trial)[i] - targets.of(trial)[i];
    loss += (double)error * error;
    if (delta.present()) delta.of(trial)[i] = empty ? 0 : scale * error;
  }
  int correct = 0;
  for (int row = threadIdx.x; outputs > 1 && row < rows; row += LOSS_THREADS) {
    if (sample(order, length, *step, row, rows) < 0) continue;
    long long at = (long long)row * outputs;
    correct += largest(z.of(trial) + at, outputs) == largest(targets.of(trial) + at, outputs) ? 1 : 0;
  }
  record(loss, correct, curve.of(trial), capacity, *step, size, rows);
}
