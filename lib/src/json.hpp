#pragma once

#include <filesystem>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "waspada/result.hpp"

namespace waspada::detail {

using Json = nlohmann::json;

/// Thrown while loading, caught where a public function returns Result.
struct LoadError {
  Error error;
};

/// Throws LoadError; control characters in what it quotes are written as escapes.
[[noreturn]] void fail(ErrorCode code, const std::string& where, const std::string& message);

/// The bytes of a regular file up to `limit`; throws LoadError.
[[nodiscard]] std::string read_file(const std::filesystem::path& file, std::size_t limit);

/// Parses a data file. Errors name the file and the line; nesting is bounded.
[[nodiscard]] Json parse_json(std::string_view text, const std::string& file, ErrorCode code);

/// A JSON object being read field by field: each accessor checks the type, and
/// finish() refuses fields nobody asked for, so that a misspelt one is no silent default.
class Entry {
 public:
  Entry(const Json& value, std::string where, ErrorCode code);

  [[nodiscard]] const std::string& where() const noexcept { return where_; }
  void rename(std::string where) { where_ = std::move(where); }

  [[nodiscard]] bool has(const char* field) const;
  [[nodiscard]] std::string text(const char* field);
  [[nodiscard]] std::string text_or(const char* field, std::string fallback);
  [[nodiscard]] double number(const char* field, double low, double high);
  [[nodiscard]] double number_or(const char* field, double fallback, double low, double high);
  [[nodiscard]] bool flag_or(const char* field, bool fallback);
  [[nodiscard]] std::vector<std::string> texts(const char* field);
  [[nodiscard]] std::vector<std::string> texts_or_none(const char* field);
  [[nodiscard]] const Json& array(const char* field);
  [[nodiscard]] const Json& object(const char* field);
  void ignore(const char* field);
  void finish() const;

  [[noreturn]] void fail(const std::string& message) const;

 private:
  const Json& get(const char* field);

  const Json& value_;
  std::string where_;
  ErrorCode code_;
  std::vector<std::string_view> seen_;
};

}  // namespace waspada::detail
