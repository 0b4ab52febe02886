#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "batch_totals.hpp"

namespace waspada::cli {

/// How far a batch has got: all that --resume needs to go on.
struct Checkpoint {
  std::uint64_t row = 0;      ///< Rows up to this one are done.
  std::uint64_t output = 0;   ///< What the output's sink calls its position then.
  std::uint64_t rejects = 0;  ///< Bytes of the rejects file then.
  BatchTotals totals;
};

/// The file beside an unfinished output that keeps its last checkpoints and
/// what the run is made of. Every save replaces it as a whole.
class CheckpointFile {
 public:
  /// `run`: what must be equal for a later run to go on with this one.
  CheckpointFile(const std::string& output, nlohmann::ordered_json run);

  /// The checkpoints of an earlier run, newest first; empty when there was none.
  /// Throws CommandError when it was another run, or the file is no such file.
  [[nodiscard]] std::vector<Checkpoint> load() const;

  /// Keeps this one and the one before: an output that is made safe afterwards
  /// may be at either of them when the power fails.
  void save(const Checkpoint& checkpoint);

  void remove() const;

 private:
  std::string path_;
  nlohmann::ordered_json run_;
  std::optional<Checkpoint> last_;
};

}  // namespace waspada::cli
