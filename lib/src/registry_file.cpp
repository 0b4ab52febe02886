#include "registry_file.hpp"

#include <csv.h>

#include <algorithm>
#include <new>
#include <vector>

#include "json.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kLongestRow = 1 << 16;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

std::string_view line_at(std::string_view bytes, std::size_t at) {
  return bytes.substr(at, std::min(bytes.find('\n', at), bytes.size()) - at);
}

std::string place(const std::string& file, std::size_t line) {
  return file + ":" + std::to_string(line);
}

/// libcsv, fed line by line so that every row's line is known.
class Rows {
 public:
  Rows() {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
      throw std::bad_alloc();
    }
  }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() { csv_free(&parser_); }

  /// Feeds a line with its line feed; true when a row is complete.
  bool feed(std::string_view line, const std::string& where) {
    if (complete_) fields_.clear();
    complete_ = false;
    bytes_ += line.size();
    if (csv_parse(&parser_, line.data(), line.size(), on_field, on_row, this) != line.size()) {
      fail(ErrorCode::syntax, where, csv_strerror(csv_error(&parser_)));
    }
    if (!complete_ && bytes_ > kLongestRow) fail(ErrorCode::syntax, where, "the row does not end");
    if (complete_) bytes_ = 0;
    return complete_;
  }
  [[nodiscard]] bool is_open() const { return !complete_ && bytes_ > 0 && !fields_.empty(); }
  [[nodiscard]] const std::vector<std::string>& fields() const { return fields_; }

 private:
  static void on_field(void* field, std::size_t size, void* self) {
    static_cast<Rows*>(self)->fields_.emplace_back(static_cast<const char*>(field), size);
  }
  static void on_row(int, void* self) { static_cast<Rows*>(self)->complete_ = true; }

  csv_parser parser_{};
  std::vector<std::string> fields_;
  bool complete_ = false;
  std::size_t bytes_ = 0;
};

}  // namespace

RegistryHead read_registry_head(std::string_view bytes, const std::string& file) {
  RegistryHead out;
  if (bytes.starts_with("\xEF\xBB\xBF")) out.bytes = 3;
  while (out.bytes < bytes.size() && bytes[out.bytes] == '#') {
    const std::string_view line = line_at(bytes, out.bytes);
    ++out.lines;
    out.bytes = std::min(out.bytes + line.size() + 1, bytes.size());
    const std::string_view text = trimmed(line.substr(1));
    const auto colon = text.find(':');
    if (colon == text.npos) continue;  // a remark
    const std::string key(trimmed(text.substr(0, colon)));
    if (!out.fields.emplace(key, trimmed(text.substr(colon + 1))).second) {
      fail(ErrorCode::invalid_data, place(file, out.lines), "\"" + key + "\" is stated twice");
    }
  }
  return out;
}

void read_registry_rows(std::string_view bytes, const RegistryHead& head, const std::string& column,
                        const std::string& file,
                        const std::function<void(std::string_view, std::size_t)>& row) {
  Rows rows;
  std::size_t index = 0;
  std::size_t columns = 0;
  std::size_t line = head.lines;
  std::size_t begun = 0;
  std::string text;
  for (std::size_t at = head.bytes; at < bytes.size();) {
    text.assign(line_at(bytes, at));
    at += text.size() + 1;
    ++line;
    if (begun == 0 && trimmed(text).empty()) continue;
    if (begun == 0) begun = line;
    text += '\n';
    if (!rows.feed(text, place(file, begun))) continue;
    const std::vector<std::string>& fields = rows.fields();
    if (columns == 0) {
      columns = fields.size();
      index = static_cast<std::size_t>(std::ranges::find(fields, column) - fields.begin());
      if (index == columns) {
        fail(ErrorCode::invalid_data, place(file, begun), "no column \"" + column + "\"");
      }
    } else if (fields.size() != columns) {
      fail(ErrorCode::invalid_data, place(file, begun),
           std::to_string(fields.size()) + " fields instead of " + std::to_string(columns));
    } else {
      row(trimmed(fields[index]), begun);
    }
    begun = 0;
  }
  if (begun != 0) fail(ErrorCode::syntax, place(file, begun), "a quote is not closed");
  if (columns == 0) fail(ErrorCode::invalid_data, file, "holds no rows");
}

}  // namespace waspada::detail
