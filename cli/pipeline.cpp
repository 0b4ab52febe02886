#include "pipeline.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kChunksPerThread = 4;
constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr std::size_t kKeptBytes = std::size_t{4} << 20;

}  // namespace

void Chunk::clear() {
  if (bytes > kKeptBytes) *this = Chunk();
  count = 0;
  rejects.clear();
  bytes = 0;
  output.clear();
  last_row = 0;
  levels.clear();
  kinds.clear();
}

Pipeline::Pipeline(unsigned threads, Step work, Step write)
    : work_(std::move(work)), write_(std::move(write)), done_(kChunksPerThread * (threads + 1)) {
  spare_.reserve(done_.size() + 1);  // later, nothing may throw while the lock is held
  try {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { run_worker(); });
    threads_.emplace_back([this] { run_writer(); });
  } catch (...) {  // no more threads to be had: those that run must be joined
    stop();
    throw;
  }
}

Pipeline::~Pipeline() { stop(); }

std::unique_ptr<Chunk> Pipeline::chunk() {
  const std::lock_guard lock(mutex_);
  if (spare_.empty()) return std::make_unique<Chunk>();
  auto out = std::move(spare_.back());
  spare_.pop_back();
  return out;
}

void Pipeline::submit(std::unique_ptr<Chunk> chunk) {
  std::unique_lock lock(mutex_);
  // A chunk that is too large by itself must wait until it is alone.
  has_room_.wait(lock, [&] {
    const bool alone = submitted_ == written_;
    return stopped_ || alone ||
           (submitted_ - written_ < done_.size() && bytes_ + chunk->bytes <= kMostBytes);
  });
  if (stopped_) throw Stopped{};
  bytes_ += chunk->bytes;
  waiting_.emplace_back(submitted_++, std::move(chunk));
  readable_.notify_one();
}

void Pipeline::finish() {
  {
    std::unique_lock lock(mutex_);
    complete_ = true;
    readable_.notify_all();
    writable_.notify_all();
    has_room_.wait(lock, [this] { return stopped_ || written_ == submitted_; });
  }
  stop();
  if (failure_) std::rethrow_exception(failure_);
}

void Pipeline::run_worker() {
  std::unique_lock lock(mutex_);
  while (true) {
    readable_.wait(lock, [this] { return stopped_ || complete_ || !waiting_.empty(); });
    if (stopped_ || waiting_.empty()) return;
    auto [number, chunk] = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    try {
      work_(*chunk);
    } catch (...) {
      fail();
      return;
    }
    lock.lock();
    slot(number) = std::move(chunk);
    if (number == written_) writable_.notify_one();
  }
}

void Pipeline::run_writer() {
  std::unique_lock lock(mutex_);
  while (true) {
    writable_.wait(lock, [this] {
      return stopped_ || slot(written_) != nullptr || (complete_ && written_ == submitted_);
    });
    if (stopped_ || slot(written_) == nullptr) return;
    auto chunk = std::move(slot(written_));
    lock.unlock();
    const std::size_t bytes = chunk->bytes;
    try {
      write_(*chunk);
    } catch (...) {
      fail();
      return;
    }
    chunk->clear();
    lock.lock();
    bytes_ -= bytes;
    ++written_;
    if (spare_.size() < spare_.capacity()) spare_.push_back(std::move(chunk));
    has_room_.notify_all();
  }
}

std::unique_ptr<Chunk>& Pipeline::slot(std::uint64_t number) {
  return done_[number % done_.size()];
}

/// Keeps the exception being handled, unless there is an earlier one, and stops.
void Pipeline::fail() {
  const std::lock_guard lock(mutex_);
  if (!failure_) failure_ = std::current_exception();
  stopped_ = true;
  readable_.notify_all();
  writable_.notify_all();
  has_room_.notify_all();
}

void Pipeline::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    readable_.notify_all();
    writable_.notify_all();
    has_room_.notify_all();
  }
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace waspada::cli
