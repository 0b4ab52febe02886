#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "line_source.hpp"

namespace waspada::cli {

/// Cuts a JSON array of objects, or objects one after another, into its objects
/// without parsing them, in constant memory. What is no object between two of
/// them is given as well, so that somebody complains. An object that is never
/// closed ends where the next one begins in a place that no value can have, or
/// at a line end inside a string; reading goes on with the next line that
/// begins with an object.
class JsonObjects {
 public:
  explicit JsonObjects(LineSource& source) : source_(source) {}

  /// The next one, valid until the next call; false at the end of the file.
  [[nodiscard]] bool next(Line& line);

 private:
  enum class Step { more, complete, broken };

  [[nodiscard]] bool find_begin();
  [[nodiscard]] bool skip_broken();
  [[nodiscard]] Step scan(std::string_view bytes, std::size_t& used);
  [[nodiscard]] Step scan_outside(char c);
  void open(bool array);
  void keep(std::string_view bytes);
  void skip(std::string_view bytes);

  LineSource& source_;
  std::string object_;
  std::string_view problem_;
  std::uint64_t line_ = 1;
  bool resync_ = false;  ///< After a broken object.

  // Of the object being read.
  std::size_t depth_ = 0;
  std::array<bool, 64> is_array_{};
  bool bare_ = false;  ///< Not an object.
  bool in_string_ = false;
  bool escaped_ = false;
  char last_ = 0;  ///< Before, blanks left out.
};

}  // namespace waspada::cli
