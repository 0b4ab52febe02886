#include "corpus.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

using waspada::detail::Random;

std::filesystem::path data_directory() {
  return std::filesystem::path(WASPADA_SOURCE_ROOT) / "data";
}

std::vector<std::string> corpus(std::size_t step) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(data_directory() / "ads")) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<std::string> out;
  std::size_t number = 0;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
      if (number++ % step == 0) out.push_back(nlohmann::json::parse(line)["text"]);
    }
  }
  REQUIRE_MESSAGE(!out.empty(), "data/ads holds no texts");
  return out;
}

std::string piece_of(std::string_view text, std::size_t longest, Random& random) {
  if (text.empty()) return "";
  const std::size_t size = 1 + random.below(std::min(longest, text.size()));
  return std::string(text.substr(random.below(text.size() - size + 1), size));
}

std::string mutated(std::string text, Random& random) {
  constexpr auto kPieces = std::to_array<std::string_view>(
      {"*",      "!",      "@",        "$",  "0",  "1",     "4",    "5",      " ",
       ".",      "-",      "_",        "'",  ",",  "|",     "#",    "+",      "\n",
       "aaa",    "x",      "rp",       "jt", "08", "62",    ".com", "www.",   "t.me/",
       "\u200B", "\u0301", "\u00AD",   "а",  "Ａ", "ﬁ",     "½",    "\u2026", "\U0001F525",
       "中",     "\xFF",   "\xF0\x9F", "🇰",  "🇰🇭", "\u202E"});
  const std::size_t times = 1 + random.below(8);
  for (std::size_t i = 0; i < times; ++i) {
    const std::size_t at = random.below(text.size() + 1);
    switch (random.below(3)) {
      case 0:
        text.insert(at, kPieces[random.below(kPieces.size())]);
        break;
      case 1:
        if (at < text.size()) text.erase(at, 1 + random.below(3));
        break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(random.below(256));
    }
  }
  return text;
}

void for_each_string(const std::vector<std::string>& alphabet, std::size_t length,
                     const std::function<void(const std::string&)>& visit,
                     const std::string& prefix) {
  visit(prefix);
  if (length == 0) return;
  for (const std::string& piece : alphabet) {
    for_each_string(alphabet, length - 1, visit, prefix + piece);
  }
}
