// A libcurand.so.10: Philox4x32-10 (Salmon et al. 2011) in the order of cuRAND's host API (its guide, "Generator
// Options", legacy ordering): 65536 sequences, and each four values from one are followed by four from the next.
// dev.fathom.init.Philox computes the same on the host.
#include <cmath>
#include <cstdio>
#include "simulator.h"

namespace simulator {
namespace {

enum Status { OK = 0, LENGTH_NOT_MULTIPLE = 105, LAUNCH_FAILURE = 201 };
enum { PHILOX = 161 };

struct Generator {
  uint64_t seed = 0;
  uint64_t offset = 0;
  void* stream = nullptr;
};

struct Words {
  uint32_t word[4];
};

constexpr uint64_t SEQUENCES = 65536;

Words philox(uint64_t seed, uint64_t number) {
  uint64_t place = number / SEQUENCES;
  Words x{{(uint32_t)place, (uint32_t)(place >> 32), (uint32_t)(number % SEQUENCES), 0}};
  uint32_t low = (uint32_t)seed;
  uint32_t high = (uint32_t)(seed >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t first = (uint64_t)0xD2511F53 * x.word[0];
    uint64_t second = (uint64_t)0xCD9E8D57 * x.word[2];
    x = {{(uint32_t)(second >> 32) ^ x.word[1] ^ low, (uint32_t)second, (uint32_t)(first >> 32) ^ x.word[3] ^ high,
        (uint32_t)first}};
    low += 0x9E3779B9;
    high += 0xBB67AE85;
  }
  return x;
}

uint32_t word(uint64_t seed, uint64_t element) { return philox(seed, element / 4).word[element % 4]; }

constexpr float STEP = 2.3283064365386963e-10f;  // 2^-32
constexpr float TURN = 1.46291807926715968e-9f;  // 2 pi 2^-32

// In (0, 1].
float uniform(uint32_t bits) { return bits * STEP + STEP / 2; }

// Box and Muller 1958: each pair of words makes a sine and a cosine.
float normal(uint64_t seed, uint64_t element) {
  uint64_t pair = element & ~1ull;
  float angle = std::fma((float)word(seed, pair + 1), TURN, TURN / 2);
  double radius = std::sqrt(-2 * std::log((double)uniform(word(seed, pair))));
  return (float)(radius * (element & 1 ? std::cos((double)angle) : std::sin((double)angle)));
}

template <class Element>
int generate(Generator* generator, float* out, size_t count, Element element) {
  std::lock_guard<std::recursive_mutex> guard(lock);
  if (!inside(out, count * sizeof(float))) {
    fprintf(stderr, "[simulator] cuRAND: the output leaves its allocation\n");
    return LAUNCH_FAILURE;
  }
  uint64_t seed = generator->seed;
  uint64_t offset = generator->offset;
  generator->offset += count;
  Context* context = current;
  enqueue(generator->stream, [=] {
    context->counts.draws++;
    for (size_t i = 0; i < count; i++) out[i] = element(seed, offset + i);
  });
  return current->sticky == SUCCESS ? OK : LAUNCH_FAILURE;
}

}  // namespace

API int curandCreateGenerator(Generator** generator, int type) {
  if (type != PHILOX) return LAUNCH_FAILURE;
  *generator = new Generator;
  return OK;
}

API int curandDestroyGenerator(Generator* generator) {
  delete generator;
  return OK;
}

API int curandGetVersion(int* version) {
  *version = 10307;
  return OK;
}

API int curandSetStream(Generator* generator, void* stream) {
  generator->stream = stream;
  return OK;
}

API int curandSetPseudoRandomGeneratorSeed(Generator* generator, unsigned long long seed) {
  generator->seed = seed;
  generator->offset = 0;
  return OK;
}

API int curandSetGeneratorOffset(Generator* generator, unsigned long long offset) {
  generator->offset = offset;
  return OK;
}

API int curandSetGeneratorOrdering(Generator*, int) { return OK; }

API int curandGenerateUniform(Generator* generator, float* out, size_t count) {
  return generate(generator, out, count, [](uint64_t seed, uint64_t i) { return uniform(word(seed, i)); });
}

API int curandGenerateNormal(Generator* generator, float* out, size_t count, float mean, float deviation) {
  if (count % 2 != 0) return LENGTH_NOT_MULTIPLE;
  return generate(generator, out, count, [=](uint64_t seed, uint64_t i) { return mean + deviation * normal(seed, i); });
}

}  // namespace simulator
