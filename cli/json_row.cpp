#include "json_row.hpp"

#include <algorithm>

#include "waspada/render.hpp"

namespace waspada::cli {
namespace {

constexpr int kDeepest = 64;
constexpr std::size_t kMostMembers = 1000;
constexpr const char* kNotAnObject = "not a JSON object";

}  // namespace

bool JsonRow::string(string_t& value) {
  if (depth_ == 0) return fail(kNotAnObject);
  if (depth_ == 1) {
    text().swap(value);
    post_.is_json[place_] = false;
    return true;
  }
  comma();
  append_json_string(text(), value);
  return true;
}

bool JsonRow::key(string_t& name) {
  if (depth_ == 1) return start_member(name);
  comma();
  append_json_string(text(), name);
  text() += ':';
  return true;
}

bool JsonRow::parse_error(std::size_t place, const std::string&, const nlohmann::json::exception&) {
  if (problem_.empty()) problem_ = "bad JSON at byte " + std::to_string(place);
  return false;
}

bool JsonRow::fail(std::string problem) {
  problem_ = std::move(problem);
  return false;
}

bool JsonRow::start_member(const std::string& name) {
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
void JsonRow::comma() {
  if (depth_ < 2) return;
  const char last = text().back();
  if (last != '{' && last != '[' && last != ':') text() += ',';
}

bool JsonRow::scalar(std::string_view value) {
  if (depth_ == 0) return fail(kNotAnObject);
  comma();
  text() += value;
  if (depth_ == 1) post_.is_json[place_] = true;
  return true;
}

bool JsonRow::open(char bracket) {
  if (depth_ == 0) {
    ++depth_;
    return bracket == '{' || fail(kNotAnObject);
  }
  if (depth_ == kDeepest) return fail("nested deeper than 64 levels");
  comma();
  text() += bracket;
  if (depth_++ == 1) post_.is_json[place_] = true;
  return true;
}

bool JsonRow::close(char bracket) {
  if (--depth_ > 0) text() += bracket;
  return true;
}

}  // namespace waspada::cli
