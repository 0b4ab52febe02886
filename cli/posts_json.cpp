#include <algorithm>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "json_text.hpp"
#include "post_readers.hpp"

namespace waspada::cli {
namespace {

using Json = nlohmann::json;

constexpr int kDeepest = 64;
constexpr std::size_t kMostMembers = 1000;

/// Takes a line apart while it is parsed: members go to the post's columns,
/// strings decoded, other values as their JSON text. Never builds a tree.
class RowHandler final : public Json::json_sax_t {
 public:
  /// Columns are overwritten, not made anew: their strings keep their memory.
  explicit RowHandler(Post& post) : post_(post) { post_.is_json.clear(); }

  /// What is wrong with the row; to be asked when parsing fails.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  [[nodiscard]] std::size_t count() const { return count_; }

  bool null() override { return scalar("null"); }
  bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return number(value); }
  bool number_unsigned(number_unsigned_t value) override { return number(value); }
  bool number_float(number_float_t, const string_t& digits) override { return scalar(digits); }
  bool binary(binary_t&) override { return false; }

  bool string(string_t& value) override {
    if (depth_ == 0) return not_an_object();
    if (depth_ == 1) {
      text().swap(value);
      post_.is_json[place_] = false;
      return true;
    }
    comma();
    append_json_string(text(), value);
    return true;
  }

  bool key(string_t& name) override {
    if (depth_ == 1) return start_member(name);
    comma();
    append_json_string(text(), name);
    text() += ':';
    return true;
  }

  bool start_object(std::size_t) override { return open('{'); }
  bool start_array(std::size_t) override { return open('['); }
  bool end_object() override { return close('}'); }
  bool end_array() override { return close(']'); }

  bool parse_error(std::size_t place, const std::string&, const Json::exception&) override {
    if (problem_.empty()) problem_ = "bad JSON at byte " + std::to_string(place);
    return false;
  }

 private:
  std::string& text() { return post_.columns[place_].second; }

  bool fail(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }
  bool not_an_object() { return fail("not a JSON object"); }

  bool start_member(const std::string& name) {
    const auto begin = post_.columns.begin();
    const auto end = begin + static_cast<std::ptrdiff_t>(count_);
    // Rows mostly have the same members in the same order: look there first.
    place_ = count_;
    if (count_ > 0) {
      const auto found =
          std::find_if(begin, end, [&](const auto& column) { return column.first == name; });
      place_ = static_cast<std::size_t>(found - begin);  // of a repeated name, the last counts
    }
    if (place_ == count_) {
      if (++count_ > kMostMembers) return fail("more than 1000 members");
      if (post_.columns.size() < count_) post_.columns.emplace_back();
      post_.columns[place_].first = name;
      post_.is_json.push_back(false);
    }
    text().clear();
    return true;
  }

  /// Inside a value: separates it from the one before.
  void comma() {
    if (depth_ < 2) return;
    const char last = text().back();
    if (last != '{' && last != '[' && last != ':') text() += ',';
  }

  bool scalar(std::string_view value) {
    if (depth_ == 0) return not_an_object();
    comma();
    text() += value;
    if (depth_ == 1) post_.is_json[place_] = true;
    return true;
  }

  template <class Number>
  bool number(Number value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return scalar({digits, static_cast<std::size_t>(end - digits)});
  }

  bool open(char bracket) {
    if (depth_ == 0) {
      ++depth_;
      return bracket == '{' || not_an_object();
    }
    if (depth_ == kDeepest) return fail("nested deeper than 64 levels");
    comma();
    text() += bracket;
    if (depth_++ == 1) post_.is_json[place_] = true;
    return true;
  }

  bool close(char bracket) {
    if (--depth_ > 0) text() += bracket;
    return true;
  }

  Post& post_;
  std::size_t count_ = 0;
  std::size_t place_ = 0;  ///< Of the column whose value is being read.
  int depth_ = 0;
  std::string problem_;
};

class JsonReader final : public LinePostReader {
 public:
  explicit JsonReader(PostInput input) : LinePostReader(std::move(input)) {}

  bool next(Post& post) override {
    Line line;
    while (source().next(line)) {
      const std::string_view bytes = without_return(line.bytes);
      if (bytes.find_first_not_of(" \t") == bytes.npos) continue;
      begin(line, post);
      const std::string problem = line.too_long ? "line longer than 64 MiB" : read(bytes, post);
      if (problem.empty()) return true;
      reject(line, bytes, problem);
    }
    return false;
  }

 private:
  std::string read(std::string_view bytes, Post& post) {
    const std::string_view mended = mended_json(bytes, scratch_);
    RowHandler handler(post);
    if (!Json::sax_parse(mended.begin(), mended.end(), &handler)) return handler.problem();
    post.columns.resize(handler.count());
    post.raw = bytes;
    post.id.clear();
    const std::string_view id_column = input().id.empty() ? "id" : std::string_view(input().id);
    if (const auto id = post.column(id_column)) post.id = *id;
    if (post.id.empty()) post.id = std::to_string(post.row);
    return fill_text(post);
  }

  /// Of several columns one may be absent or null, but not all.
  std::string fill_text(Post& post) {
    post.text.clear();
    bool found = false;
    for (const std::string& name : input().text) {
      const auto column = std::find_if(post.columns.begin(), post.columns.end(),
                                       [&](const auto& entry) { return entry.first == name; });
      if (column == post.columns.end()) continue;
      if (!post.is_json[static_cast<std::size_t>(column - post.columns.begin())]) {
        append_text(post.text, column->second);
        found = true;
      } else if (column->second != "null" || input().text.size() == 1) {
        return "\"" + name + "\" is not a string";
      }
    }
    return found ? std::string() : no_text(post);
  }

  std::string no_text(const Post& post) {
    std::vector<std::string> names;
    for (const auto& [name, value] : post.columns) names.push_back(name);
    std::string out = "no member " + listing(input().text);
    return names.empty() ? out : out + "; there are " + listing(names);
  }

  std::string scratch_;
};

}  // namespace

std::unique_ptr<PostReader> make_json_reader(PostInput input) {
  return std::make_unique<JsonReader>(std::move(input));
}

}  // namespace waspada::cli
