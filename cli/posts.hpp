#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace waspada::cli {

/// How a file of posts is laid out. `json`: objects in an array, or one after
/// another; `txt`: one ad a line; `file`: one ad in all.
enum class PostFormat { csv, tsv, jsonl, json, txt, file };

/// Its name as in --from. Static storage.
[[nodiscard]] std::string_view name(PostFormat format) noexcept;

/// What the user typed about the input of batch, eval and train.
struct PostOptions {
  std::string format;             ///< Name of a PostFormat; empty: by name, then content.
  std::string encoding = "auto";  ///< One of kEncodings.
  std::vector<std::string> text;  ///< Columns, in JSON also pointers; empty: "text".
  std::string id;                 ///< The same for the id; empty: "id" when there is one.
};

/// Adds --from, --encoding, --text and --id, spelled alike in every command.
void add_options(CLI::App& command, PostOptions& options);

/// The columns that make up the text: those of --text, else "text".
[[nodiscard]] std::vector<std::string> text_columns(const PostOptions& options);

/// One row of input.
struct Post {
  std::uint64_t row = 0;     ///< Counts posts and rejects from Flow::first_row, header excluded.
  std::uint64_t line = 0;    ///< Where it starts in its file, from 1.
  std::uint64_t offset = 0;  ///< Byte offset of its start in the file.
  std::string id;            ///< The id column, or the row number when there is none.
  std::string text;          ///< Several columns are joined as lines "name: value".
  /// The input's own columns in order; values of JSON rows that are not strings
  /// appear as their JSON text. Of formats without columns: "text", or "file" and "text".
  std::vector<std::pair<std::string, std::string>> columns;
  /// For each of `columns`, whether its value is JSON text rather than a
  /// string. Empty for rows that are not JSON.
  std::vector<bool> is_json;
  std::string raw;  ///< The row's bytes as read, without the line end.

  /// The value of a column, or nothing.
  [[nodiscard]] std::optional<std::string_view> column(std::string_view name) const;
};

/// A row that could not be read.
struct Reject {
  std::string file;
  std::uint64_t row = 0;
  std::uint64_t line = 0;
  std::uint64_t offset = 0;  ///< Byte offset of its start in the file.
  std::string reason;
  std::string raw;  ///< Its bytes; only the first of them where a row is too long to hold.
};

/// Streams the posts of one file in constant memory. A bad row is handed to
/// `reject` and the reading goes on with the next; only a file that cannot be
/// read at all throws CommandError. Not for several threads.
class PostReader {
 public:
  using OnReject = std::function<void(const Reject&)>;

  /// What a caller that streams may want to say and know besides.
  struct Flow {
    std::uint64_t first_row = 1;    ///< Number of the first row; a second file goes on counting.
    std::function<void()> waiting;  ///< Called before a read that has to wait for input.
    /// Rows for which it says no are counted, but neither given nor rejected. May be empty.
    std::function<bool(std::uint64_t row)> wanted;
    bool every_line = false;  ///< JSON lines: a blank one is a row, and a reject.
  };

  /// Opens `path` ("-": standard input). Throws CommandError for a missing
  /// file, a directory, a missing text column; an empty file has no posts.
  [[nodiscard]] static std::unique_ptr<PostReader> open(const std::string& path,
                                                        const PostOptions& options, OnReject reject,
                                                        Flow flow);
  [[nodiscard]] static std::unique_ptr<PostReader> open(const std::string& path,
                                                        const PostOptions& options,
                                                        OnReject reject) {
    return open(path, options, std::move(reject), Flow());
  }
  virtual ~PostReader() = default;

  /// Fills `post` with the next one, reusing its memory; false at the end of the file.
  [[nodiscard]] virtual bool next(Post& post) = 0;

  /// The names of the columns, in order; empty for formats without a header.
  [[nodiscard]] virtual std::vector<std::string> columns() const = 0;

  /// Bytes read so far: of the file itself, and of the text it holds.
  [[nodiscard]] virtual std::uint64_t bytes_read() const = 0;
  [[nodiscard]] virtual std::uint64_t text_bytes() const = 0;

  /// Lines that were taken for Windows-1252 so far.
  [[nodiscard]] virtual std::uint64_t lines_converted() const = 0;

  /// Rows met so far, posts and rejects.
  [[nodiscard]] virtual std::uint64_t rows_read() const = 0;

  /// How the file is read, and whether only its content told.
  [[nodiscard]] PostFormat format() const noexcept { return format_; }
  [[nodiscard]] bool guessed() const noexcept { return guessed_; }
  /// How it is packed and written, as far as it is not plain UTF-8: "gzip, UTF-16".
  [[nodiscard]] const std::string& wrapping() const noexcept { return wrapping_; }

 private:
  PostFormat format_ = PostFormat::txt;
  bool guessed_ = false;
  std::string wrapping_;
};

}  // namespace waspada::cli
