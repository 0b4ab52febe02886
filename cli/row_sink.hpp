#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "batch_totals.hpp"
#include "checkpoint.hpp"

namespace waspada::cli {

/// Where rated rows go. Nothing has the output's name before finish(). For one thread.
class RowSink {
 public:
  virtual ~RowSink() = default;

  /// Takes what PostWriter makes of rows.
  virtual void write(std::string_view rows) = 0;

  /// Lets readers of a pipe see it.
  virtual void flush() = 0;

  /// How far the output is, in a number of its own that grows with it.
  [[nodiscard]] virtual std::uint64_t position() const = 0;

  /// Called around the saving of a checkpoint with that position: the output
  /// must be safe on the disk by the end of either.
  virtual void before_save() = 0;
  virtual void after_save() = 0;

  /// Completes the output. `run` is what the run is made of.
  virtual void complete(const nlohmann::ordered_json& run, const BatchTotals& totals) = 0;

  /// Gives it its name, at the very end.
  virtual void finish() = 0;
};

/// JSON Lines or CSV, to a file or standard output; `keep` bytes of an earlier try stay.
[[nodiscard]] std::unique_ptr<RowSink> make_text_sink(const std::string& path, std::uint64_t keep);

/// An SQLite database that goes on from `keep`, 0 for a new one. Throws
/// CommandError where this program was built without SQLite.
[[nodiscard]] std::unique_ptr<RowSink> make_sqlite_sink(const std::string& path,
                                                        std::uint64_t keep);

/// The position an unfinished database is at; 0 when there is none.
[[nodiscard]] std::uint64_t sqlite_position(const std::string& path);

}  // namespace waspada::cli
