#include "json.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <system_error>

namespace waspada::detail {
namespace {

constexpr int kMaxDepth = 32;  // dumping or copying recurses; the deepest file here needs 5

std::string at_line(std::string_view text, std::size_t byte) {
  const auto upto = text.substr(0, std::min(byte, text.size()));
  return std::to_string(1 + std::ranges::count(upto, '\n'));
}

/// nlohmann's message without its prefix `[json.exception...] parse error at ...: ` and without
/// the last token read, which may be long, hold line breaks or be no UTF-8.
std::string plain(const char* what) {
  std::string out(what);
  if (const std::size_t colon = out.find(": "); colon != std::string::npos) {
    out.erase(0, colon + 2);
  }
  if (const std::size_t last = out.find("; last read: "); last != std::string::npos) {
    const std::size_t expected = out.rfind("; expected ");
    const bool more = expected != std::string::npos && expected > last;
    out.erase(last, (more ? expected : out.size()) - last);
  }
  return out;
}

/// Messages quote what files hold, and must stay one line that does nothing to a terminal.
std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02x", byte);
      out += escape;
    }
  }
  return out;
}

}  // namespace

void fail(ErrorCode code, const std::string& where, const std::string& message) {
  throw LoadError{{code, one_line(where), one_line(message)}};
}

std::string read_file(const std::filesystem::path& file, std::size_t limit) {
  std::error_code status;
  if (std::filesystem::is_directory(file, status)) {
    fail(ErrorCode::io, file.string(), "is a directory");
  }
  if (!std::filesystem::exists(file, status)) fail(ErrorCode::io, file.string(), "no such file");
  std::ifstream in(file, std::ios::binary);
  if (!in) fail(ErrorCode::io, file.string(), "cannot be opened");
  std::string out;
  constexpr std::size_t kChunk = 1 << 16;
  while (in && out.size() <= limit) {
    const std::size_t old = out.size();
    out.resize(old + kChunk);
    in.read(out.data() + old, kChunk);
    out.resize(old + static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) fail(ErrorCode::io, file.string(), "cannot be read");
  if (out.size() > limit) {
    fail(ErrorCode::io, file.string(), "larger than " + std::to_string(limit) + " bytes");
  }
  return out;
}

Json parse_json(std::string_view text, const std::string& file, ErrorCode code) {
  struct TooDeep {};
  const auto bounded = [](int depth, Json::parse_event_t, Json&) {
    if (depth > kMaxDepth) throw TooDeep{};
    return true;
  };
  try {
    return Json::parse(text, bounded);
  } catch (const Json::parse_error& error) {
    fail(code, file + ":" + at_line(text, error.byte), "not valid JSON: " + plain(error.what()));
  } catch (const Json::exception& error) {
    fail(code, file, "not valid JSON: " + plain(error.what()));
  } catch (const TooDeep&) {
    fail(code, file, "nested deeper than " + std::to_string(kMaxDepth) + " levels");
  }
}

Entry::Entry(const Json& value, std::string where, ErrorCode code)
    : value_(value), where_(std::move(where)), code_(code) {
  if (!value_.is_object()) fail("must be an object");
}

void Entry::fail(const std::string& message) const { detail::fail(code_, where_, message); }

bool Entry::has(const char* field) const { return value_.contains(field); }

const Json& Entry::get(const char* field) {
  seen_.emplace_back(field);
  const auto at = value_.find(field);
  if (at == value_.end()) fail("\"" + std::string(field) + "\" is missing");
  return *at;
}

std::string Entry::text(const char* field) {
  const Json& value = get(field);
  if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
    fail("\"" + std::string(field) + "\" must be a non-empty string");
  }
  return value.get<std::string>();
}

std::string Entry::text_or(const char* field, std::string fallback) {
  return has(field) ? text(field) : std::move(fallback);
}

double Entry::number(const char* field, double low, double high) {
  const Json& value = get(field);
  const double number = value.is_number() ? value.get<double>() : high + 1;
  if (!(number >= low && number <= high)) {
    char range[64];
    std::snprintf(range, sizeof range, "\" must be a number from %g to %g", low, high);
    fail("\"" + std::string(field) + range);
  }
  return number;
}

double Entry::number_or(const char* field, double fallback, double low, double high) {
  return has(field) ? number(field, low, high) : fallback;
}

bool Entry::flag_or(const char* field, bool fallback) {
  if (!has(field)) return fallback;
  const Json& value = get(field);
  if (!value.is_boolean()) fail("\"" + std::string(field) + "\" must be true or false");
  return value.get<bool>();
}

std::vector<std::string> Entry::texts(const char* field) {
  const Json& list = array(field);
  std::vector<std::string> out;
  for (const Json& value : list) {
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
      fail("\"" + std::string(field) + "\" must be an array of non-empty strings");
    }
    out.push_back(value.get<std::string>());
  }
  return out;
}

std::vector<std::string> Entry::texts_or_none(const char* field) {
  return has(field) ? texts(field) : std::vector<std::string>{};
}

const Json& Entry::array(const char* field) {
  const Json& value = get(field);
  if (!value.is_array()) fail("\"" + std::string(field) + "\" must be an array");
  return value;
}

const Json& Entry::object(const char* field) {
  const Json& value = get(field);
  if (!value.is_object()) fail("\"" + std::string(field) + "\" must be an object");
  return value;
}

void Entry::ignore(const char* field) { seen_.emplace_back(field); }

void Entry::finish() const {
  for (const auto& [field, unused] : value_.items()) {
    if (std::ranges::find(seen_, field) == seen_.end()) fail("unknown field \"" + field + "\"");
  }
}

}  // namespace waspada::detail
