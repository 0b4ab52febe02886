#include <csv.h>

#include <algorithm>
#include <limits>
#include <new>

#include "command_error.hpp"
#include "post_readers.hpp"

namespace waspada::cli {
namespace {

/// A record that spans lines is over by then, or somebody forgot a quote.
constexpr std::size_t kLongestRecord = std::size_t{1} << 20;
constexpr std::size_t kFieldStep = 4096;

/// libcsv, set up for RFC 4180 and for what real files do besides: a quote
/// inside an unquoted field is a letter, and blanks may follow a closing quote.
/// Anything else after a closing quote is an error, which is how a quote that
/// somebody forgot to close is noticed at the next row that has one.
class RecordParser {
 public:
  enum class State { open, complete, broken };

  explicit RecordParser(char delimiter) : delimiter_(delimiter) {
    if (csv_init(&parser_, CSV_STRICT) != 0) throw std::bad_alloc();
    csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    // By default libcsv trims fields and ends a record at a lone carriage return.
    csv_set_space_func(&parser_, [](unsigned char) { return 0; });
    csv_set_term_func(&parser_, [](unsigned char c) { return c == '\n' ? 1 : 0; });
    csv_set_blk_size(&parser_, kFieldStep);
  }
  RecordParser(const RecordParser&) = delete;
  RecordParser& operator=(const RecordParser&) = delete;
  ~RecordParser() { csv_free(&parser_); }

  void reset() {
    (void)csv_fini(&parser_, nullptr, nullptr, nullptr);
    count_ = 0;
    complete_ = false;
  }

  /// Feeds one line, with or without its line feed.
  [[nodiscard]] State feed(std::string_view line) {
    const bool returns = line.ends_with('\r');
    bool quoted_end = false;
    while (!line.empty()) {
      line.remove_prefix(parse(line));
      if (line.empty()) break;
      if (line.front() == '"') {
        csv_set_opts(&parser_, 0);
        line.remove_prefix(parse(line.substr(0, 1)));
        csv_set_opts(&parser_, CSV_STRICT);
      } else {
        const auto rest = line.find_first_not_of(delimiter_ == '\t' ? " \r" : " \t\r");
        if (rest != line.npos && line[rest] != delimiter_) return State::broken;
        quoted_end = rest == line.npos;
        line.remove_prefix(std::min(rest, line.size()));
      }
    }
    (void)parse("\n");
    if (!complete_) return State::open;
    if (returns && !quoted_end && fields_[count_ - 1].ends_with('\r'))
      fields_[count_ - 1].pop_back();
    return State::complete;
  }

  /// Fields of the record so far.
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] std::string& field(std::size_t i) { return fields_[i]; }

 private:
  std::size_t parse(std::string_view bytes) {
    const std::size_t done =
        csv_parse(&parser_, bytes.data(), bytes.size(), on_field, on_end, this);
    if (done < bytes.size() && csv_error(&parser_) != CSV_EPARSE) throw std::bad_alloc();
    return done;
  }

  static void on_field(void* bytes, std::size_t size, void* self) {
    auto& parser = *static_cast<RecordParser*>(self);
    if (parser.count_ == parser.fields_.size()) parser.fields_.emplace_back();
    parser.fields_[parser.count_++].assign(static_cast<const char*>(bytes), size);
  }

  static void on_end(int, void* self) { static_cast<RecordParser*>(self)->complete_ = true; }

  csv_parser parser_{};
  char delimiter_;
  std::vector<std::string> fields_;
  std::size_t count_ = 0;
  bool complete_ = false;
};

std::string trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r");
  if (begin == text.npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin));
}

/// Excel writes semicolons where the comma is the decimal sign, as in Indonesia.
char delimiter_of(std::string_view content) {
  const auto begin = content.find_first_not_of("\r\n");
  if (begin == content.npos) return ',';
  content.remove_prefix(begin);
  const std::string_view header = content.substr(0, content.find('\n'));
  const auto commas = std::count(header.begin(), header.end(), ',');
  return std::count(header.begin(), header.end(), ';') > commas ? ';' : ',';
}

class CsvReader final : public LinePostReader {
 public:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  CsvReader(PostInput input, char delimiter)
      : LinePostReader(std::move(input)), parser_(delimiter) {
    read_header();
  }

  [[nodiscard]] std::vector<std::string> columns() const override { return columns_; }

  bool next(Post& post) override {
    Line line;
    while (source().next(line)) {
      if (without_return(line.bytes).empty()) continue;
      const bool wanted = begin(line, post);
      const std::string problem = read_record(line);
      if (!wanted) continue;
      if (problem.empty()) {
        post.raw = raw(line);
        fill(post);
        return true;
      }
      reject(line, raw(line), problem);
    }
    return false;
  }

 private:
  void read_header() {
    Line line;
    do {
      if (!source().next(line)) return;
    } while (without_return(line.bytes).empty());
    const std::string problem = read_record(line);
    const std::string where = source().name() + ":" + std::to_string(line.number) + ": ";
    if (!problem.empty()) throw CommandError(where + "header: " + problem);
    for (std::size_t i = 0; i < parser_.count(); ++i) {
      columns_.push_back(trimmed(parser_.field(i)));
    }
    for (const std::string& column : input().text) text_.push_back(place_of(column));
    if (!input().id.empty()) {
      id_ = place_of(input().id);
    } else if (const auto found = std::find(columns_.begin(), columns_.end(), "id");
               found != columns_.end()) {
      id_ = static_cast<std::size_t>(found - columns_.begin());
    }
  }

  [[nodiscard]] std::size_t place_of(const std::string& column) {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    if (found != columns_.end()) return static_cast<std::size_t>(found - columns_.begin());
    throw CommandError(source().name() + ": no column \"" + column + "\"; there are " +
                       listing(columns_));
  }

  /// Parses the record that begins with `line`. Returns what is wrong with it;
  /// a record that does not end is given up, and reading goes on with the line
  /// after its first.
  std::string read_record(const Line& line) {
    parser_.reset();
    if (!line.problem.empty()) return std::string(line.problem);
    auto state = feed(line.bytes);
    Line more;
    while (state == RecordParser::State::open && fits() && source().extend(kLongestRecord, more)) {
      state = feed(more.bytes);
    }
    const std::string wanted = std::to_string(columns_.size());
    if (state == RecordParser::State::complete) {
      if (columns_.empty() || parser_.count() == columns_.size()) return {};
      return std::to_string(parser_.count()) + " fields where the header has " + wanted;
    }
    source().rewind();
    if (state == RecordParser::State::broken) return "text after a closing quote";
    if (!fits()) return "quote not closed, and more fields than the header's " + wanted;
    return "quote not closed";
  }

  [[nodiscard]] RecordParser::State feed(std::string_view bytes) {
    return parser_.feed(decoded(bytes));
  }

  /// The bytes of the record that was just read, or of its first line when it was given up.
  [[nodiscard]] std::string_view raw(const Line& line) {
    if (!line.problem.empty()) return line.bytes;
    std::string_view held = source().held();
    if (held.ends_with('\n')) held.remove_suffix(1);
    return without_return(held);
  }

  /// Whether the record so far has no more fields than the header, when there is one.
  [[nodiscard]] bool fits() const { return columns_.empty() || parser_.count() < columns_.size(); }

  void fill(Post& post) {
    post.is_json.clear();
    post.text.clear();
    post.columns.resize(columns_.size());
    const bool several = text_.size() > 1;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      post.columns[i].first = columns_[i];
      post.columns[i].second.swap(parser_.field(i));
    }
    for (const std::size_t i : text_) {
      if (several) {
        append_labelled(post.text, columns_[i], post.columns[i].second);
      } else {
        post.text = post.columns[i].second;
      }
    }
    post.id = id_ != kNone ? post.columns[id_].second : std::to_string(post.row);
  }

  RecordParser parser_;
  std::vector<std::string> columns_;
  std::vector<std::size_t> text_;
  std::size_t id_ = kNone;
};

}  // namespace

std::unique_ptr<PostReader> make_csv_reader(PostInput input, bool tabs) {
  const char delimiter = tabs ? '\t' : delimiter_of(input.source->peek());
  return std::make_unique<CsvReader>(std::move(input), delimiter);
}

}  // namespace waspada::cli
