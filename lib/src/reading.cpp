#include "reading.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>

#include "ascii.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kMaxWordBytes = 64;  // longer ones are noise that costs n-grams

/// Cuts a word at a character boundary.
std::string_view cut(std::string_view word) {
  if (word.size() <= kMaxWordBytes) return word;
  std::size_t end = kMaxWordBytes;
  while (end > 0 && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) --end;
  return word.substr(0, end);
}

std::string number_word(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) digits += is_digit(c) ? 1 : 0;
  const bool pure = digits == text.size();
  if (pure && digits == 4 && (text.starts_with("19") || text.starts_with("20"))) return "<year>";
  if (!pure) {
    // `17.00`, `08.30` are hours of work; `5thn`, `8jam` keep their unit.
    const bool clock = text.find_first_not_of("0123456789.") == std::string_view::npos;
    if (clock) return "<number>";
    std::string out = "#";
    for (const char c : text) {
      if (!is_digit(c)) out += c;
    }
    return out;
  }
  std::string out = "<number:0>";
  out[out.size() - 2] = static_cast<char>('0' + std::min<std::size_t>(digits, 6));
  return out;
}

std::string fact_word(const Fact& fact) {
  std::string out = "<";
  out += fact.kind;
  if (!fact.type.empty()) out.append(":").append(fact.type);
  if (fact.kind == "money") {
    const int magnitude =
        fact.amount_max >= 1 ? static_cast<int>(std::log10(fact.amount_max)) + 1 : 0;
    out.append(":").append(std::to_string(magnitude));
    if (!fact.period.empty()) out.append(":").append(fact.period);
  }
  out += '>';
  return out;
}

/// The words of a text, each once, in the order in which they first stand there.
class DistinctWords {
 public:
  explicit DistinctWords(std::size_t most) : slots_(std::bit_ceil(most * 2 + 1), kFree) {
    words_.reserve(most);
  }

  void add(std::string_view text, std::size_t begin, std::size_t end) {
    std::size_t slot = std::hash<std::string_view>{}(text) & (slots_.size() - 1);
    while (slots_[slot] != kFree) {
      if (words_[slots_[slot]].text == text) return;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    slots_[slot] = static_cast<std::uint32_t>(words_.size());
    words_.push_back({std::string(text), begin, end});
  }

  [[nodiscard]] std::vector<ModelWord> take() { return std::move(words_); }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  std::vector<std::uint32_t> slots_;
  std::vector<ModelWord> words_;
};

}  // namespace

std::vector<ModelWord> model_words(std::string_view folded, const std::vector<FoldedToken>& tokens,
                                   const std::vector<FoldedFact>& facts) {
  DistinctWords out(tokens.size());
  std::size_t next_fact = 0;
  for (const FoldedToken& token : tokens) {
    while (next_fact < facts.size() && facts[next_fact].end <= token.begin) ++next_fact;
    if (next_fact < facts.size() && facts[next_fact].begin <= token.begin) {
      const FoldedFact& fact = facts[next_fact];
      if (fact.begin == token.begin) {
        out.add(fact_word(fact.fact), fact.begin, fact.end);
      }
      continue;  // the rest of a range is part of its fact
    }
    const std::string_view text = token.in(folded);
    switch (token.kind) {
      case TokenKind::symbol:
        break;
      case TokenKind::number:
        out.add(number_word(text), token.begin, token.end);
        break;
      default:
        if (!text.starts_with("__label__")) {
          out.add(cut(text), token.begin, token.end);
        }
    }
  }
  return out.take();
}

}  // namespace waspada::detail
