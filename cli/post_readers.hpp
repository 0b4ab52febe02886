#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "line_source.hpp"
#include "posts.hpp"

namespace waspada::cli {

/// What the reader of every format is made of.
struct PostInput {
  std::unique_ptr<LineSource> source;
  std::vector<std::string> text;  ///< Columns; at least one.
  std::string id;                 ///< Column, or empty.
  PostReader::OnReject reject;
  std::uint64_t first_row = 1;
};

/// What readers of lines have in common.
class LinePostReader : public PostReader {
 public:
  [[nodiscard]] std::vector<std::string> columns() const override { return {}; }
  [[nodiscard]] std::uint64_t bytes_read() const override { return input_.source->bytes_read(); }
  [[nodiscard]] std::uint64_t rows_read() const override { return rows_; }

 protected:
  explicit LinePostReader(PostInput input) : input_(std::move(input)) {}

  [[nodiscard]] LineSource& source() { return *input_.source; }
  [[nodiscard]] const PostInput& input() const { return input_; }

  /// Counts a row and notes in `post` where it is.
  void begin(const Line& line, Post& post);
  /// Gives the row that begin() counted away as a reject. At most the first
  /// 4 KiB of a line that was too long to hold are kept.
  void reject(const Line& line, std::string_view raw, std::string reason);

 private:
  PostInput input_;
  std::uint64_t rows_ = 0;
};

/// Appends a line to a text made of several columns; an empty one adds nothing.
void append_text(std::string& text, std::string_view part);

/// "a", "b", "c", with an end to it.
[[nodiscard]] std::string listing(const std::vector<std::string>& names);

/// Throws CommandError when the header has not all the columns.
[[nodiscard]] std::unique_ptr<PostReader> make_csv_reader(PostInput input, bool tabs);
[[nodiscard]] std::unique_ptr<PostReader> make_json_reader(PostInput input);
[[nodiscard]] std::unique_ptr<PostReader> make_txt_reader(PostInput input);

}  // namespace waspada::cli
