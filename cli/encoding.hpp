#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "byte_source.hpp"

namespace waspada::cli {

/// How a file writes its characters. `detect`: UTF-16 by its byte order mark;
/// else UTF-8, and Windows-1252 line by line where a line can only be that.
enum class Encoding { detect, utf8, utf16le, utf16be, windows_1252 };

/// The names that --encoding takes; "utf-16" needs a byte order mark.
inline constexpr const char* kEncodings[] = {"auto",     "utf-8",    "utf-16",
                                             "utf-16le", "utf-16be", "windows-1252"};

/// The encoding to read with: what was asked for ("" is "auto"), or what the
/// first bytes say. Throws ReadError for "utf-16" without a byte order mark.
[[nodiscard]] Encoding encoding_of(std::string_view asked, std::string_view first_bytes);

[[nodiscard]] constexpr bool is_utf16(Encoding encoding) noexcept {
  return encoding == Encoding::utf16le || encoding == Encoding::utf16be;
}

/// UTF-16 to UTF-8, byte order mark included; half pairs become U+FFFD.
[[nodiscard]] std::unique_ptr<ByteSource> from_utf16(std::unique_ptr<ByteSource> source,
                                                     Encoding encoding);

/// How many bytes the text takes up in the file, from_utf16() undone.
[[nodiscard]] std::uint64_t bytes_in_utf16(std::string_view text) noexcept;

/// Turns lines that are Windows-1252, or look so, into UTF-8.
class LineDecoder {
 public:
  explicit LineDecoder(Encoding encoding) : encoding_(encoding) {}

  /// The line itself when there is nothing to do; else valid until the next call.
  [[nodiscard]] std::string_view operator()(std::string_view line);

  /// Lines converted because of their looks.
  [[nodiscard]] std::uint64_t detected() const noexcept { return detected_; }

 private:
  Encoding encoding_;
  std::string converted_;
  std::uint64_t detected_ = 0;
};

}  // namespace waspada::cli
