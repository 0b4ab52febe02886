#include "firm_names.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "ascii.hpp"
#include "near_words.hpp"
#include "waspada/text.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kMostWords = 6;        // of a name, beside its legal form
constexpr std::size_t kLongestGap = 3;       // bytes between the words of a name: `, `, `. `
constexpr std::size_t kShortestSlip = 5;     // shorter words differ by one letter anyway
constexpr std::size_t kMostCandidates = 64;  // names with the same words but one

constexpr std::array<std::string_view, 14> kLegalForms = {
    "pt",  "cv", "ud",   "tbk",   "persero", "perseroan", "terbatas",
    "lpk", "so", "p3mi", "pjtki", "pptkis",  "yayasan",   "koperasi"};
/// Those that stand before or behind nothing but a name.
constexpr std::array<std::string_view, 8> kMarkers = {"pt",   "cv",    "ud",     "lpk",
                                                      "p3mi", "pjtki", "pptkis", "tbk"};

bool is_legal_form(std::string_view word) {
  return std::ranges::find(kLegalForms, word) != kLegalForms.end();
}
bool is_marker(std::string_view word) {
  return std::ranges::find(kMarkers, word) != kMarkers.end();
}
bool is_name_byte(char c) { return is_alnum(c) || is_high(c); }

std::string joined(const std::vector<std::string_view>& sorted, std::size_t without) {
  std::string out;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i != without) out.append(sorted[i]).push_back(' ');
  }
  return out;
}

std::uint64_t hash_of(std::string_view key) { return std::hash<std::string_view>{}(key); }

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_name_byte(text[end])) ++end;
    if (end > i) out.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  return out;
}

/// The words beside a legal form, nearest first, and where each lies.
std::vector<FoldedToken> beside(std::string_view folded, const std::vector<FoldedToken>& tokens,
                                std::size_t at, bool before) {
  std::vector<FoldedToken> out;
  std::size_t last = before ? tokens[at].begin : tokens[at].end;
  for (std::size_t step = 1; out.size() < kMostWords; ++step) {
    if (before ? step > at : at + step >= tokens.size()) break;
    const FoldedToken& token = tokens[before ? at - step : at + step];
    if (token.kind == TokenKind::symbol) continue;
    const std::size_t gap = before ? last - token.end : token.begin - last;
    const std::string_view word = token.in(folded);
    if (gap > kLongestGap || is_legal_form(word) || !std::ranges::all_of(word, is_name_byte)) break;
    last = before ? token.begin : token.end;
    out.push_back(token);
  }
  return out;
}

}  // namespace

FirmNames::Added FirmNames::add(std::string_view name) {
  std::string lower(name);
  if (std::ranges::any_of(name, is_high)) {
    lower = fold(name);
  } else {
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  std::vector<std::string_view> words = words_of(lower);
  std::erase_if(words, is_legal_form);
  if (words.empty()) return Added::nameless;
  std::ranges::sort(words);
  const auto [number, fresh] = keys_.add(joined(words, words.size()));
  if (!fresh) return Added::duplicate;
  for (std::size_t i = 0; i < words.size() && words.size() > 1; ++i) {
    if (words[i].size() >= kShortestSlip) {
      all_but_one_.emplace_back(hash_of(joined(words, i)), number);
    }
  }
  return Added::fresh;
}

void FirmNames::build() { std::ranges::sort(all_but_one_); }

bool FirmNames::holds(std::vector<std::string_view> words) const {
  std::ranges::sort(words);
  if (keys_.find(joined(words, words.size())) != KeyTable::kNone) return true;
  for (std::size_t i = 0; i < words.size() && words.size() > 1; ++i) {
    if (words[i].size() + 1 < kShortestSlip) continue;
    const std::uint64_t hash = hash_of(joined(words, i));
    auto entry = std::ranges::lower_bound(all_but_one_, std::pair(hash, std::uint32_t{0}));
    for (std::size_t seen = 0;
         entry != all_but_one_.end() && entry->first == hash && seen < kMostCandidates;
         ++entry, ++seen) {
      std::vector<std::string_view> listed = words_of(keys_[entry->second]);
      for (std::size_t k = 0; k < listed.size(); ++k) {
        if (!is_near(listed[k], words[i])) continue;
        // The slip may have moved the word in the order: what is left must be equal.
        if (joined(listed, k) == joined(words, i)) return true;
      }
    }
  }
  return false;
}

std::vector<Range> FirmNames::find(std::string_view folded,
                                   const std::vector<FoldedToken>& tokens) const {
  std::vector<Range> out;
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    if (!is_marker(tokens[at].in(folded))) continue;
    for (const bool before : {false, true}) {
      const std::vector<FoldedToken> near = beside(folded, tokens, at, before);
      for (std::size_t count = near.size(); count > 0; --count) {
        std::vector<std::string_view> words;
        for (std::size_t i = 0; i < count; ++i) words.push_back(near[i].in(folded));
        if (!holds(std::move(words))) continue;
        const FoldedToken& far = near[count - 1];
        out.push_back(before ? Range{far.begin, tokens[at].end} : Range{tokens[at].begin, far.end});
        break;
      }
    }
  }
  // `PT Bina Karya Tbk` is found from both of its ends.
  std::ranges::sort(out, {}, &Range::begin);
  std::vector<Range> apart;
  for (const Range& range : out) {
    if (!apart.empty() && range.begin < apart.back().end) {
      apart.back().end = std::max(apart.back().end, range.end);
    } else {
      apart.push_back(range);
    }
  }
  return apart;
}

bool FirmNames::names_firm(std::string_view folded, const std::vector<FoldedToken>& tokens) {
  for (std::size_t at = 0; at < tokens.size(); ++at) {
    const std::string_view word = tokens[at].in(folded);
    if ((word == "pt" || word == "lpk") && !beside(folded, tokens, at, false).empty()) return true;
  }
  return false;
}

}  // namespace waspada::detail
