#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "command_error.hpp"
#include "json_objects.hpp"
#include "json_row.hpp"
#include "json_text.hpp"
#include "post_readers.hpp"

namespace waspada::cli {
namespace {

using Json = nlohmann::json;

/// Where in a row a value stands: a member's name, or a JSON pointer.
class Place {
 public:
  Place(std::string text, const char* option) : text_(std::move(text)), column_(text_) {
    if (!text_.starts_with('/')) return;
    try {
      rest_ = Json::json_pointer(text_);
    } catch (const Json::exception&) {
      throw CommandError(std::string(option) + " " + text_ + ": not a JSON pointer");
    }
    // The first step is a column's name; the others lead into its value.
    std::vector<std::string> steps;
    for (; !rest_.empty(); rest_.pop_back()) steps.push_back(rest_.back());
    column_ = steps.back();
    steps.pop_back();
    for (; !steps.empty(); steps.pop_back()) rest_.push_back(steps.back());
  }

  enum class State { absent, null, string, other };

  struct Value {
    State state = State::absent;
    std::string_view text;  ///< Of a string; else JSON. Valid as long as the post and the place.
  };

  [[nodiscard]] Value in(const Post& post) {
    const auto found =
        std::ranges::find(post.columns, column_, &std::pair<std::string, std::string>::first);
    if (found == post.columns.end()) return {};
    const std::string& value = found->second;
    const bool is_json = post.is_json[static_cast<std::size_t>(found - post.columns.begin())];
    if (rest_.empty()) return {is_json ? state_of(value) : State::string, value};
    if (!is_json) return {};
    const Json tree = Json::parse(value, nullptr, false);
    if (tree.is_discarded()) return {};
    try {
      const Json& leaf = tree.at(rest_);
      scratch_ = leaf.is_string() ? leaf.get<std::string>() : leaf.dump();
      return {leaf.is_string() ? State::string : state_of(scratch_), scratch_};
    } catch (const Json::exception&) {  // it leads nowhere
      return {};
    }
  }

  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  [[nodiscard]] static State state_of(std::string_view json) {
    return json == "null" ? State::null : State::other;
  }

  std::string text_;
  std::string column_;
  Json::json_pointer rest_;
  std::string scratch_;
};

class JsonReader final : public LinePostReader {
 public:
  JsonReader(PostInput input, bool lines)
      : LinePostReader(std::move(input)),
        id_(this->input().id.empty() ? "id" : this->input().id, "--id") {
    for (const std::string& text : this->input().text) text_.emplace_back(text, "--text");
    if (!lines) objects_.emplace(source());
  }

  bool next(Post& post) override {
    Line line;
    while (objects_ ? objects_->next(line) : source().next(line)) {
      const std::string_view bytes = decoded(without_return(line.bytes));
      const bool blank = bytes.find_first_not_of(" \t") == bytes.npos;
      if (blank && !input().flow.every_line) continue;
      if (!begin(line, post)) continue;
      std::string problem(line.problem);
      if (blank) problem = "blank line";
      if (problem.empty()) problem = read(bytes, post);
      if (problem.empty()) {
        post.raw = without_return(line.bytes);
        return true;
      }
      reject(line, without_return(line.bytes), std::move(problem));
    }
    return false;
  }

 private:
  std::string read(std::string_view bytes, Post& post) {
    const std::string_view mended = mended_json(bytes, scratch_);
    JsonRow row(post);
    if (!Json::sax_parse(mended.begin(), mended.end(), &row)) return row.problem();
    post.columns.resize(row.count());
    const Place::Value id = id_.in(post);
    post.id = id.state == Place::State::absent ? std::string_view() : id.text;
    if (post.id.empty()) post.id = std::to_string(post.row);
    return fill_text(post);
  }

  /// Of several columns one may be absent or null, but not all.
  std::string fill_text(Post& post) {
    post.text.clear();
    bool found = false;
    const bool several = text_.size() > 1;
    for (Place& place : text_) {
      const Place::Value value = place.in(post);
      if (value.state == Place::State::absent) continue;
      if (value.state == Place::State::string) {
        found = true;
        if (several) {
          append_labelled(post.text, place.text(), value.text);
        } else {
          post.text = value.text;
        }
      } else if (value.state != Place::State::null || !several) {
        return "\"" + place.text() + "\" is not a string";
      }
    }
    return found ? std::string() : no_text(post);
  }

  [[nodiscard]] std::string no_text(const Post& post) {
    std::vector<std::string> names;
    for (const auto& [name, value] : post.columns) names.push_back(name);
    std::string out = "no member " + listing(input().text);
    return names.empty() ? out : out + "; there are " + listing(names);
  }

  std::vector<Place> text_;
  Place id_;
  std::optional<JsonObjects> objects_;  ///< Unless there is one a line.
  std::string scratch_;
};

}  // namespace

std::unique_ptr<PostReader> make_json_reader(PostInput input, bool lines) {
  return std::make_unique<JsonReader>(std::move(input), lines);
}

}  // namespace waspada::cli
