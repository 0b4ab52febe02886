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
  enum class Format { jsonl, csv };

  PostWriter(Format format, std::vector<std::string> text_columns, RenderOptions rendering);

  /// To be called with each reader before its posts are rendered; the caller
  /// keeps the order. Returns what goes before the first row. Throws
  /// CommandError when a later file has other columns than the CSV header.
  [[nodiscard]] std::string begin(const PostReader& reader, const std::string& file);

  /// Appends one row with its line end. Any number of threads at once.
  void append(std::string& out, const Post& post, const Verdict& verdict) const;

  /// One line of the rejects file, with its line end.
  [[nodiscard]] std::string reject_line(const Reject& reject) const;

  [[nodiscard]] Format format() const noexcept { return format_; }

 private:
  void append_json(std::string& out, const Post& post, const Verdict& verdict) const;
  void append_csv(std::string& out, const Post& post, const Verdict& verdict) const;
  void append_input(std::string& out, const Post& post) const;
  void append_field(std::string& out, std::string_view value) const;
  [[nodiscard]] bool is_text(std::string_view column) const;

  Format format_;
  std::vector<std::string> text_columns_;
  RenderOptions rendering_;
  bool begun_ = false;
  bool own_columns_ = false;         ///< The input has a header; else they are id and text.
  std::vector<std::string> header_;  ///< Of the input.
};

}  // namespace waspada::cli
