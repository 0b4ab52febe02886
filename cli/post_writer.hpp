#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "posts.hpp"
#include "waspada/render.hpp"
#include "waspada/verdict.hpp"

namespace waspada::cli {

/// Turns posts with their verdicts into rows of batch's output.
class PostWriter {
 public:
  enum class Format { jsonl, csv, sqlite };

  /// `numbered`: JSON and CSV rows begin with their number, so that merge can
  /// put the rows of several shards in order.
  PostWriter(Format format, bool numbered, RenderOptions rendering);

  /// To be called with each reader before its posts are rendered; the caller
  /// keeps the order. Returns what goes before the first row. Throws
  /// CommandError when a later file has other columns than the CSV header.
  [[nodiscard]] std::string begin(const PostReader& reader, const std::string& file);

  /// Appends one row with its line end; for SQLite, its records. Any number of
  /// threads at once. `file` is where the post comes from.
  void append(std::string& out, const Post& post, const Verdict& verdict,
              const std::string& file) const;

  /// One line of the rejects file, with its line end.
  [[nodiscard]] std::string reject_line(const Reject& reject) const;

  /// What stands for a reject in the output where every line in has a line out.
  [[nodiscard]] static std::string error_line(const Reject& reject);

  [[nodiscard]] Format format() const noexcept { return format_; }

 private:
  void append_json(std::string& out, const Post& post, const Verdict& verdict) const;
  void append_csv(std::string& out, const Post& post, const Verdict& verdict) const;
  void append_records(std::string& out, const Post& post, const Verdict& verdict,
                      const std::string& file) const;
  void append_input(std::string& out, const Post& post) const;
  void append_field(std::string& out, std::string_view value) const;

  Format format_;
  bool numbered_;
  RenderOptions rendering_;
  bool begun_ = false;
  bool own_columns_ = false;         ///< The input has a header; else they are id and text.
  std::vector<std::string> header_;  ///< Of the input.
};

/// The first column of numbered CSV rows.
inline constexpr std::string_view kRowColumn = "waspada_row";
/// What numbered JSON rows begin with.
inline constexpr std::string_view kRowMember = "{\"row\":";

}  // namespace waspada::cli
