#pragma once

#include <string>
#include <vector>

#include "options.hpp"
#include "post_writer.hpp"
#include "posts.hpp"
#include "shard.hpp"
#include "waspada/classifier.hpp"

namespace waspada::cli {

/// What the user typed about a batch.
struct BatchOptions {
  std::vector<std::string> files;
  std::string output;
  std::string rejects;
  std::string to;
  std::string shard;
  unsigned threads = 0;
  bool resume = false;
  bool filter = false;
  bool quiet = false;
  double progress_seconds = 30;   ///< Between lines where stderr is no terminal.
  double checkpoint_seconds = 2;  ///< Between states that --resume can go back to.
  PostOptions posts;
  ClassifierOptions classifier;
  ContextOptions context;
  OutputOptions rendering;
};

[[nodiscard]] PostWriter::Format output_format(const BatchOptions& options);

/// Rates all rows; returns the exit code.
[[nodiscard]] int run_batch(const BatchOptions& options, const Classifier& classifier);

}  // namespace waspada::cli
