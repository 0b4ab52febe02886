#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace waspada::cli {

/// The rows of one shard's output, in order. Files that are not what batch
/// --shard writes throw CommandError.
class ShardRows {
 public:
  virtual ~ShardRows() = default;

  /// What goes before the first row of the whole.
  [[nodiscard]] virtual const std::string& header() const = 0;

  /// The number of the next row; 0 after the last.
  [[nodiscard]] virtual std::uint64_t row() const = 0;

  /// Appends the next row as it stands in the whole, and moves on.
  virtual void take(std::string& out) = 0;
};

[[nodiscard]] std::unique_ptr<ShardRows> open_jsonl_shard(const std::string& path);
[[nodiscard]] std::unique_ptr<ShardRows> open_csv_shard(const std::string& path);
/// Rows are what make_sqlite_sink() takes.
[[nodiscard]] std::unique_ptr<ShardRows> open_sqlite_shard(const std::string& path);
/// A rejects file: each line as it is, its row being the member "row".
[[nodiscard]] std::unique_ptr<ShardRows> open_rejects(const std::string& path);

}  // namespace waspada::cli
