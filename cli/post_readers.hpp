#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "encoding.hpp"
#include "line_source.hpp"
#include "posts.hpp"

namespace waspada::cli {

/// What the reader of every format is made of.
struct PostInput {
  std::unique_ptr<LineSource> source;
  LineDecoder decoder;
  std::vector<std::string> text;  ///< Columns; at least one.
  std::string id;                 ///< Column, or empty.
  PostReader::OnReject reject;
  PostReader::Flow flow;
};

/// What readers of lines have in common.
class LinePostReader : public PostReader {
 public:
  [[nodiscard]] std::vector<std::string> columns() const override { return {}; }
  [[nodiscard]] std::uint64_t bytes_read() const override { return input_.source->file_bytes(); }
  [[nodiscard]] std::uint64_t text_bytes() const override { return input_.source->text_bytes(); }
  [[nodiscard]] std::uint64_t rows_read() const override { return rows_; }
  [[nodiscard]] std::uint64_t lines_converted() const override { return input_.decoder.detected(); }

 protected:
  explicit LinePostReader(PostInput input) : input_(std::move(input)) {}

  [[nodiscard]] LineSource& source() { return *input_.source; }
  [[nodiscard]] const PostInput& input() const { return input_; }

  /// A line as UTF-8 where it was Windows-1252; valid until the next call.
  [[nodiscard]] std::string_view decoded(std::string_view line) { return input_.decoder(line); }

  /// Counts a row and notes in `post` where it is; whether it is wanted.
  [[nodiscard]] bool begin(const Line& line, Post& post);
  /// Gives the row that begin() counted away as a reject. At most the first
  /// 4 KiB of a line that was too long to hold are kept.
  void reject(const Line& line, std::string_view raw, std::string reason);

 private:
  PostInput input_;
  std::uint64_t rows_ = 0;
};

/// Appends a line "name: value" to a text made of several columns; an empty one
/// adds nothing. The name of a JSON pointer is what follows its last slash.
void append_labelled(std::string& text, std::string_view name, std::string_view value);

/// "a", "b", "c", with an end to it.
[[nodiscard]] std::string listing(const std::vector<std::string>& names);

/// Throws CommandError when the header has not all the columns.
[[nodiscard]] std::unique_ptr<PostReader> make_csv_reader(PostInput input, bool tabs);
/// With `lines` one object a line, else objects however they are laid out.
[[nodiscard]] std::unique_ptr<PostReader> make_json_reader(PostInput input, bool lines);
[[nodiscard]] std::unique_ptr<PostReader> make_txt_reader(PostInput input);
/// The whole of `path` as one ad.
[[nodiscard]] std::unique_ptr<PostReader> make_whole_reader(PostInput input, std::string path);

}  // namespace waspada::cli
