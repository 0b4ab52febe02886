// The readers of post files: no input is lost, counted twice or attributed to the wrong
// place, whatever format it is taken for.
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "fuzz.hpp"
#include "posts.hpp"
#include "scratch.hpp"

namespace {

using namespace waspada::cli;
using waspada::fuzz::demand;

/// Follows the rows of a file in the order in which they are read.
class Rows {
 public:
  explicit Rows(std::string_view file) : file_(file) {}

  /// Of a post or a reject.
  template <class Row>
  void add(const Row& row) {
    demand(row.row == ++last_row_, "rows are counted one by one");
    demand(row.line >= last_line_, "a row begins below the one before, or beside it");
    last_line_ = row.line;
    if (!is_plain_) return;
    demand(row.offset >= end_ && row.offset <= file_.size(), "a row begins after the one before");
    demand(file_.substr(row.offset).starts_with(row.raw), "a row's bytes are those of the file");
    end_ = row.offset + row.raw.size();
  }

  /// The file is packed or UTF-16: its bytes are not those of rows.
  void is_wrapped() { is_plain_ = false; }

  [[nodiscard]] std::uint64_t count() const { return last_row_; }

 private:
  std::string_view file_;
  std::uint64_t last_row_ = 0;
  std::uint64_t last_line_ = 0;
  std::uint64_t end_ = 0;
  bool is_plain_ = true;
};

void check_columns(const Post& post) {
  demand(!post.id.empty() || !post.columns.empty(), "a post has an id");
  if (post.is_json.empty()) return;
  demand(post.is_json.size() == post.columns.size(), "each column says whether it is JSON");
  for (std::size_t i = 0; i < post.columns.size(); ++i) {
    if (post.is_json[i]) {
      demand(nlohmann::json::accept(post.columns[i].second), "JSON of a column is well formed");
    }
  }
}

void read(const std::string& path, std::string_view file, const std::string& format) {
  PostOptions options;
  options.format = format;
  if (file.size() % 2 == 1) options.text = {"judul", "isi"};
  Rows rows(file);
  const auto reader = PostReader::open(path, options, [&](const Reject& reject) {
    demand(!reject.reason.empty() && reject.file == path, "a reject says why, and of which file");
    rows.add(reject);
  });
  if (!reader->wrapping().empty()) rows.is_wrapped();
  Post post;
  while (reader->next(post)) {
    rows.add(post);
    check_columns(post);
    if (reader->format() == PostFormat::csv || reader->format() == PostFormat::tsv) {
      demand(post.columns.size() == reader->columns().size(), "a row has the header's columns");
    }
  }
  demand(rows.count() == reader->rows_read(), "each row is a post or a reject");
  demand(reader->bytes_read() == file.size(), "a file is read to its end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const waspada::fuzz::Scratch scratch;
  const std::string_view file(reinterpret_cast<const char*>(data), size);
  const std::string path = scratch.write("posts", file).string();
  for (const char* format : {"", "csv", "tsv", "jsonl", "json", "txt", "file"}) {
    try {
      read(path, file, format);
    } catch (const CommandError& error) {
      demand(std::string_view(error.what()).starts_with(path), "an error names the file");
    }
  }
  return 0;
}
