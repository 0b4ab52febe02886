#include "shard_rows.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>

#include "command_error.hpp"
#include "line_source.hpp"
#include "post_writer.hpp"

namespace waspada::cli {
namespace {

constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max() / 2;

/// Records of lines that begin with the row's number, and what comes before it
/// in the shard but not in the whole.
class TextShard : public ShardRows {
 public:
  explicit TextShard(const std::string& path)
      : name_(path), source_(open_file(path, {}), path, false) {
    source_.cut_at(kAnyLength);
  }

  [[nodiscard]] const std::string& header() const override { return header_; }
  [[nodiscard]] std::uint64_t row() const override { return row_; }

  void take(std::string& out) override {
    out += rest_;
    read();
  }

 protected:
  /// Reads the next record into record(); false at the end.
  [[nodiscard]] virtual bool read_record() = 0;
  /// Finds the row's number in record(), and leaves there what goes to the whole.
  [[nodiscard]] virtual std::uint64_t split() = 0;

  void read() {
    row_ = 0;
    if (!read_record()) return;
    const std::uint64_t row = split();
    if (row <= last_) throw CommandError(name_ + ": not what batch --shard writes");
    row_ = last_ = row;
    rest_ = record_;
  }

  [[nodiscard]] LineSource& source() { return source_; }
  [[nodiscard]] std::string& record() { return record_; }
  void set_header(std::string header) { header_ = std::move(header); }

  /// Takes "NUMBER," from behind the first `skip` bytes; 0 when it is not there.
  [[nodiscard]] std::uint64_t take_number(std::size_t skip) {
    std::uint64_t number = 0;
    const char* end = record_.data() + record_.size();
    if (skip >= record_.size()) return 0;
    const auto [stop, status] = std::from_chars(record_.data() + skip, end, number);
    if (status != std::errc() || stop == end || *stop != ',') return 0;
    record_.erase(0, static_cast<std::size_t>(stop - record_.data()) + 1);
    return number;
  }

 private:
  std::string name_;
  LineSource source_;
  std::string header_;
  std::string record_;
  std::string rest_;
  std::uint64_t row_ = 0;
  std::uint64_t last_ = 0;
};

class JsonShard final : public TextShard {
 public:
  explicit JsonShard(const std::string& path) : TextShard(path) { read(); }

 private:
  bool read_record() override {
    Line line;
    if (!source().next(line)) return false;
    record().assign(line.bytes).append("\n");
    return true;
  }

  std::uint64_t split() override {
    if (!record().starts_with(kRowMember)) return 0;
    const std::uint64_t row = take_number(kRowMember.size());
    record().insert(0, "{");
    return row;
  }
};

class CsvShard final : public TextShard {
 public:
  explicit CsvShard(const std::string& path) : TextShard(path) {
    if (!read_record()) return;
    const std::string begin = std::string(kRowColumn) + ",";
    if (!record().starts_with(begin)) throw CommandError(path + ": no column " + begin);
    set_header(record().substr(begin.size()));
    read();
  }

 private:
  /// A record ends with a line after which no quote is open: batch writes it so.
  bool read_record() override {
    Line line;
    if (!source().next(line)) return false;
    auto quotes = std::count(line.bytes.begin(), line.bytes.end(), '"');
    while (quotes % 2 != 0 && source().extend(kAnyLength, line)) {
      quotes += std::count(line.bytes.begin(), line.bytes.end(), '"');
    }
    record() = source().held();
    return true;
  }

  std::uint64_t split() override { return take_number(0); }
};

class Rejects final : public TextShard {
 public:
  explicit Rejects(const std::string& path) : TextShard(path) { read(); }

 private:
  bool read_record() override {
    Line line;
    if (!source().next(line)) return false;
    record().assign(line.bytes).append("\n");
    return true;
  }

  std::uint64_t split() override {
    const auto json = nlohmann::json::parse(record(), nullptr, false);
    if (!json.is_object() || !json.contains("row") || !json["row"].is_number_unsigned()) return 0;
    return json["row"].get<std::uint64_t>();
  }
};

template <class Shard>
std::unique_ptr<ShardRows> open(const std::string& path) {
  try {
    return std::make_unique<Shard>(path);
  } catch (const ReadError& error) {
    throw CommandError(path + ": " + error.what());
  }
}

}  // namespace

std::unique_ptr<ShardRows> open_jsonl_shard(const std::string& path) {
  return open<JsonShard>(path);
}
std::unique_ptr<ShardRows> open_csv_shard(const std::string& path) { return open<CsvShard>(path); }
std::unique_ptr<ShardRows> open_rejects(const std::string& path) { return open<Rejects>(path); }

}  // namespace waspada::cli
