// Streams and graphs of libcuda. A captured stream keeps its work in a list; a graph is that list.
#include <set>
#include "driver.h"

namespace simulator {
namespace {

struct Graph {
  std::vector<Work> nodes;
};

constexpr size_t LONGEST_QUEUE = 4096;

Stream default_stream;
std::set<Stream*> streams;
thread_local int captures;

void run_all(Stream* stream) {
  std::vector<Work> works = std::move(stream->pending);
  stream->pending.clear();
  for (Work& work : works) {
    if (current->sticky == SUCCESS) work();
  }
}

}  // namespace

Stream* stream_of(void* handle) {
  return reinterpret_cast<uintptr_t>(handle) <= 2 ? &default_stream : static_cast<Stream*>(handle);
}

void enqueue(void* handle, Work work) {
  Stream* stream = stream_of(handle);
  if (stream->capturing) {
    stream->recorded.push_back(std::move(work));
    return;
  }
  stream->pending.push_back(std::move(work));
  if (stream->pending.size() >= LONGEST_QUEUE) run_all(stream);
}

void drain(Context* context) {
  for (Stream* stream : streams) {
    if (stream->context == context && !stream->capturing) run_all(stream);
  }
}

Result require_no_capture(const char* call) {
  return captures == 0 ? SUCCESS : refuse(CAPTURE_UNSUPPORTED, std::string(call) + " while a stream is capturing");
}

API Result cuStreamCreate(void** stream, unsigned) {
  REQUIRE_CONTEXT
  auto* created = new Stream{current, false, {}, {}};
  streams.insert(created);
  *stream = created;
  return SUCCESS;
}

API Result cuStreamDestroy_v2(void* stream) {
  REQUIRE_CONTEXT
  run_all(stream_of(stream));
  streams.erase(stream_of(stream));
  delete stream_of(stream);
  return SUCCESS;
}

API Result cuStreamSynchronize(void* stream) {
  REQUIRE_CONTEXT
  if (stream_of(stream)->capturing) return refuse(CAPTURE_UNSUPPORTED, "cuStreamSynchronize of a capturing stream");
  current->counts.waits++;
  run_all(stream_of(stream));
  return current->sticky != SUCCESS ? current->sticky : check_red_zones();
}

API Result cuStreamBeginCapture_v2(void* handle, int) {
  REQUIRE_CONTEXT
  Stream* stream = stream_of(handle);
  if (stream == &default_stream || stream->capturing) return refuse(CAPTURE_UNSUPPORTED, "this stream cannot capture");
  stream->capturing = true;
  stream->recorded.clear();
  captures++;
  return SUCCESS;
}

API Result cuStreamEndCapture(void* handle, void** graph) {
  REQUIRE_CONTEXT
  Stream* stream = stream_of(handle);
  if (!stream->capturing) return INVALID_VALUE;
  stream->capturing = false;
  captures--;
  *graph = new Graph{std::move(stream->recorded)};
  return SUCCESS;
}

API Result cuGraphInstantiateWithFlags(void** executable, void* graph, unsigned long long) {
  REQUIRE_CONTEXT
  *executable = new Graph(*static_cast<Graph*>(graph));
  return SUCCESS;
}

API Result cuGraphLaunch(void* executable, void* stream) {
  REQUIRE_CONTEXT
  current->counts.graphs++;
  for (Work& node : static_cast<Graph*>(executable)->nodes) enqueue(stream, node);
  return SUCCESS;
}

API Result cuGraphExecDestroy(void* executable) {
  REQUIRE_CONTEXT
  delete static_cast<Graph*>(executable);
  return SUCCESS;
}

API Result cuGraphDestroy(void* graph) {
  REQUIRE_CONTEXT
  delete static_cast<Graph*>(graph);
  return SUCCESS;
}

}  // namespace simulator
