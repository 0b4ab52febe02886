#include "wording.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace waspada {

std::string forbidden_word(std::string_view text) {
  constexpr auto kForbidden = std::to_array<std::string_view>(
      {"aman", "terverifikasi", "penipu", "terbukti", "scammer", "scammers", "verified", "safe",
       "safely", "proven", "fraudster", "fraudsters", "trafficker", "traffickers"});
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const auto c = i < text.size() ? static_cast<unsigned char>(text[i]) : ' ';
    if (std::isalnum(c) != 0 || c >= 0x80) {
      word += static_cast<char>(std::tolower(c));
      continue;
    }
    if (std::ranges::find(kForbidden, word) != kForbidden.end()) return word;
    word.clear();
  }
  return {};
}

}  // namespace waspada
