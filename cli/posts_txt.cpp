#include "post_readers.hpp"

namespace waspada::cli {
namespace {

// The library reads less of a text than this, so nothing is lost by the cut.
constexpr std::size_t kLongest = std::size_t{1} << 20;

class TxtReader final : public LinePostReader {
 public:
  explicit TxtReader(PostInput input) : LinePostReader(std::move(input)) {
    source().cut_at(kLongest);
  }

  bool next(Post& post) override {
    Line line;
    while (source().next(line)) {
      const std::string_view bytes = decoded(without_return(line.bytes));
      if (bytes.empty() || !begin(line, post)) continue;
      if (line.problem == kCutShort) {
        reject(line, line.bytes, std::string(line.problem));
        continue;
      }
      post.id = std::to_string(post.row);
      post.text = bytes;
      post.raw = without_return(line.bytes);
      post.columns.resize(1);
      post.columns[0].first = "text";
      post.columns[0].second = bytes;
      post.is_json.clear();
      return true;
    }
    return false;
  }
};

class WholeReader final : public LinePostReader {
 public:
  WholeReader(PostInput input, std::string path)
      : LinePostReader(std::move(input)), path_(std::move(path)) {
    source().cut_at(kLongest);
  }

  bool next(Post& post) override {
    if (rows_read() > 0) return false;
    Line line;
    Line first;
    std::string text;
    std::string raw;
    while (source().next(line)) {
      if (first.number == 0) first = {.bytes = {}, .number = 1, .offset = line.offset};
      if (line.problem == kCutShort) first.problem = kCutShort;
      if (raw.size() > kLongest) continue;  // of no use, and there may be much
      raw += line.bytes;
      raw += '\n';
      text += decoded(line.bytes);
      text += '\n';
    }
    if (first.number == 0 || !begin(first, post)) return false;
    text.pop_back();
    raw.pop_back();
    if (!first.problem.empty()) {
      reject(first, raw, std::string(first.problem));
      return false;
    }
    post.id = path_;
    post.text = text;
    post.raw = std::move(raw);
    post.columns = {{"file", path_}, {"text", std::move(text)}};
    post.is_json.clear();
    return true;
  }

 private:
  std::string path_;
};

}  // namespace

std::unique_ptr<PostReader> make_txt_reader(PostInput input) {
  return std::make_unique<TxtReader>(std::move(input));
}

std::unique_ptr<PostReader> make_whole_reader(PostInput input, std::string path) {
  return std::make_unique<WholeReader>(std::move(input), std::move(path));
}

}  // namespace waspada::cli
