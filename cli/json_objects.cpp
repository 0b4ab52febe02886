#include "json_objects.hpp"

#include <algorithm>

namespace waspada::cli {
namespace {

constexpr std::size_t kLongest = std::size_t{1} << 26;
constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kSeparators = " \t\r\n,[]";

}  // namespace

bool JsonObjects::next(Line& line) {
  if (resync_ && !skip_broken()) return false;
  if (!find_begin()) return false;
  line = {.bytes = {}, .number = line_, .offset = source_.file_offset()};
  object_.clear();
  problem_ = {};
  depth_ = 0;
  bare_ = source_.rest().front() != '{';
  in_string_ = escaped_ = false;
  last_ = 0;
  Step step = Step::more;
  while (step == Step::more) {
    const std::string_view bytes = source_.rest_if_any();
    if (bytes.empty()) break;
    std::size_t used = 0;
    step = scan(bytes, used);
    keep(bytes.substr(0, used));
    skip(bytes.substr(0, used));
  }
  if (step == Step::more && !bare_) problem_ = source_.failed() ? kCutShort : "object not closed";
  if (step == Step::broken && problem_.empty()) problem_ = "object not closed";
  resync_ = step == Step::broken;
  while (!object_.empty() && kBlank.find(object_.back()) != kBlank.npos) object_.pop_back();
  line.bytes = object_;
  line.problem = problem_;
  return true;
}

/// Skips what may stand between two objects.
bool JsonObjects::find_begin() {
  for (std::string_view bytes; !(bytes = source_.rest()).empty();) {
    const std::size_t begin = std::min(bytes.find_first_not_of(kSeparators), bytes.size());
    skip(bytes.substr(0, begin));
    if (begin < bytes.size()) return true;
  }
  return false;
}

/// Skips to a line that begins with an object.
bool JsonObjects::skip_broken() {
  resync_ = false;
  bool at_begin = true;
  for (std::string_view bytes; !(bytes = source_.rest()).empty();) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (at_begin && bytes[i] == '{') {
        skip(bytes.substr(0, i));
        return true;
      }
      if (bytes[i] == '\n') {
        at_begin = true;
      } else if (kSeparators.find(bytes[i]) == kSeparators.npos) {
        at_begin = false;
      }
    }
    skip(bytes);
  }
  return false;
}

JsonObjects::Step JsonObjects::scan(std::string_view bytes, std::size_t& used) {
  for (used = 0; used < bytes.size(); ++used) {
    const char c = bytes[used];
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
      }
      if (c != '\n') continue;
      problem_ = "string not closed";
      return Step::broken;
    }
    const Step step = scan_outside(c);
    if (step == Step::complete && c == '}') ++used;  // it belongs to the object
    if (step != Step::more) return step;
  }
  return Step::more;
}

JsonObjects::Step JsonObjects::scan_outside(char c) {
  if (bare_ && (c == ',' || c == ']' || c == '\n' || c == '{')) return Step::complete;
  if (kBlank.find(c) != kBlank.npos) return Step::more;
  const char before = last_;
  last_ = c;
  switch (c) {
    case '"':
      in_string_ = true;
      break;
    case '{': {
      const bool in_array = depth_ > 0 && depth_ <= is_array_.size() && is_array_[depth_ - 1];
      const bool allowed = depth_ == 0 || depth_ > is_array_.size() || before == ':' ||
                           (in_array && (before == ',' || before == '['));
      if (!allowed) return Step::broken;
      open(false);
      break;
    }
    case '[':
      open(true);
      break;
    case '}':
    case ']':
      if (depth_ > 0) --depth_;
      if (depth_ == 0 && !bare_) return c == '}' ? Step::complete : Step::broken;
      break;
    default:
      break;
  }
  return Step::more;
}

void JsonObjects::open(bool array) {
  if (depth_ < is_array_.size()) is_array_[depth_] = array;
  ++depth_;
}

/// Beyond what can be held, only the end is looked for.
void JsonObjects::keep(std::string_view bytes) {
  const std::size_t room = kLongest - std::min(kLongest, object_.size());
  object_ += bytes.substr(0, room);
  if (bytes.size() > room) problem_ = kTooLong;
}

void JsonObjects::skip(std::string_view bytes) {
  line_ += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  source_.skip(bytes.size());
}

}  // namespace waspada::cli
