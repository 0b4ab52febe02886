#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "posts.hpp"

namespace waspada::cli {

/// A run of rows on its way from the reader through a worker to the writer.
struct Chunk {
  std::vector<Post> posts;  ///< Only the first `count` are meant; the others keep their memory.
  std::size_t count = 0;
  std::vector<Reject> rejects;
  std::string file;                            ///< They come from.
  std::size_t bytes = 0;                       ///< What the rows take up, roughly.
  std::uint64_t bytes_read = 0;                ///< Of all input until then.
  std::string output;                          ///< What the worker makes of them.
  std::uint64_t last_row = 0;                  ///< Of the posts and rejects.
  std::vector<std::uint64_t> levels;           ///< How many posts have each Level.
  std::map<std::string, std::uint64_t> kinds;  ///< As in BatchTotals.

  /// Makes it empty and keeps its memory, unless that is unusually much.
  void clear();
};

/// Threads that work on chunks and hand them on in the order they came.
///
/// The thread that makes a Pipeline submits; `work` runs on `threads` others,
/// `write` on one more. What is under way at any time is bounded in chunks and
/// in bytes, so submit() waits for the writer where that is slower.
class Pipeline {
 public:
  using Step = std::function<void(Chunk&)>;

  /// Thrown by submit() after a step has failed; finish() tells how.
  struct Stopped {};

  Pipeline(unsigned threads, Step work, Step write);
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;
  /// Drops what is under way.
  ~Pipeline();

  /// An empty chunk to fill.
  [[nodiscard]] std::unique_ptr<Chunk> chunk();

  void submit(std::unique_ptr<Chunk> chunk);

  /// Waits until all is written; throws what `work` or `write` threw.
  void finish();

 private:
  void run_worker();
  void run_writer();
  [[nodiscard]] std::unique_ptr<Chunk>& slot(std::uint64_t number);
  void fail();
  void stop();

  const Step work_;
  const Step write_;

  std::mutex mutex_;
  std::condition_variable readable_;  ///< There is work, or there will be no more.
  std::condition_variable writable_;  ///< The next chunk in order is done, or no more will be.
  std::condition_variable has_room_;  ///< A chunk has left.
  std::deque<std::pair<std::uint64_t, std::unique_ptr<Chunk>>> waiting_;
  std::vector<std::unique_ptr<Chunk>> done_;  ///< A ring: chunk n is at n modulo its size.
  std::vector<std::unique_ptr<Chunk>> spare_;
  std::uint64_t submitted_ = 0;
  std::uint64_t written_ = 0;
  std::size_t bytes_ = 0;  ///< Under way.
  bool complete_ = false;  ///< Nothing more will be submitted.
  bool stopped_ = false;
  std::exception_ptr failure_;

  std::vector<std::thread> threads_;
};

}  // namespace waspada::cli
