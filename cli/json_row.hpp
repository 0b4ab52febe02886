#pragma once

#include <charconv>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "posts.hpp"

namespace waspada::cli {

/// Takes a row apart while it is parsed: members go to the post's columns,
/// strings decoded, other values as their JSON text. Never builds a tree.
class JsonRow final : public nlohmann::json::json_sax_t {
 public:
  /// Columns are overwritten, not made anew: their strings keep their memory.
  explicit JsonRow(Post& post) : post_(post) { post_.is_json.clear(); }

  /// What is wrong with the row; to be asked when parsing fails.
  [[nodiscard]] const std::string& problem() const { return problem_; }
  /// Members found; columns beyond are left over from an earlier row.
  [[nodiscard]] std::size_t count() const { return count_; }

  bool null() override { return scalar("null"); }
  bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return number(value); }
  bool number_unsigned(number_unsigned_t value) override { return number(value); }
  bool number_float(number_float_t, const string_t& digits) override { return scalar(digits); }
  bool binary(binary_t&) override { return false; }
  bool string(string_t& value) override;
  bool key(string_t& name) override;
  bool start_object(std::size_t) override { return open('{'); }
  bool start_array(std::size_t) override { return open('['); }
  bool end_object() override { return close('}'); }
  bool end_array() override { return close(']'); }
  bool parse_error(std::size_t place, const std::string&,
                   const nlohmann::json::exception&) override;

 private:
  std::string& text() { return post_.columns[place_].second; }
  bool fail(std::string problem);
  bool start_member(const std::string& name);
  void comma();
  bool scalar(std::string_view value);
  bool open(char bracket);
  bool close(char bracket);

  template <class Number>
  bool number(Number value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return scalar({digits, static_cast<std::size_t>(end - digits)});
  }

  Post& post_;
  std::size_t count_ = 0;
  std::size_t place_ = 0;  ///< Of the column whose value is being read.
  int depth_ = 0;
  std::string problem_;
};

}  // namespace waspada::cli
