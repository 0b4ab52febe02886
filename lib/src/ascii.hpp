#pragma once

/// Character classes of folded text, where every Latin letter is lower-case ASCII.
/// The ones of <cctype> depend on the process's locale and take no negative char.
namespace waspada::detail {

[[nodiscard]] constexpr bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_alnum(char c) noexcept { return is_letter(c) || is_digit(c); }
[[nodiscard]] constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\n'; }
/// Part of a character beyond ASCII.
[[nodiscard]] constexpr bool is_high(char c) noexcept {
  return static_cast<unsigned char>(c) >= 0x80;
}
[[nodiscard]] constexpr bool is_vowel(char c) noexcept {
  return c == 'a' || c == 'i' || c == 'u' || c == 'e' || c == 'o';
}

}  // namespace waspada::detail
