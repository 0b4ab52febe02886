#include "prefilter.hpp"

#include <algorithm>

#include "ascii.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kSlots = 1 << 13;  // few enough that a table stays in the fastest cache

bool is_word_byte(char c) { return is_alnum(c) || c == '_' || (c >= 'A' && c <= 'Z'); }

std::size_t slot_of_pair(const char* at) {
  const auto a = static_cast<unsigned char>(at[0]);
  const auto b = static_cast<unsigned char>(at[1]);
  return (a * 131U + b) % kSlots;
}

std::size_t slot_of_three(const char* at) {
  const auto a = static_cast<unsigned char>(at[0]);
  const auto b = static_cast<unsigned char>(at[1]);
  const auto c = static_cast<unsigned char>(at[2]);
  return (a * 961U + b * 31U + c * 7919U) % kSlots;
}

}  // namespace

/// What has been seen of one text so far.
struct Prefilter::Search {
  std::string_view text;
  std::vector<bool> seen;
  std::vector<bool> satisfied;
  std::vector<std::uint16_t> missing;
};

void Prefilter::add(const std::vector<Clause>& clauses) {
  const auto expression = static_cast<std::uint32_t>(needed_.size());
  needed_.push_back(static_cast<std::uint16_t>(clauses.size()));
  for (const Clause& clause : clauses) {
    const auto id = static_cast<std::uint32_t>(clause_owner_.size());
    clause_owner_.push_back(expression);
    for (const Literal& literal : clause) {
      const auto [at, fresh] = entry_of_.emplace(literal, entries_.size());
      if (fresh) entries_.push_back({literal, {}});
      entries_[at->second].clauses.push_back(id);
    }
  }
}

void Prefilter::fill(Table& table, bool word_start, bool pairs) {
  const auto slot_of = [&](std::uint32_t entry) {
    const char* text = entries_[entry].literal.text.data();
    return pairs ? slot_of_pair(text) : slot_of_three(text);
  };
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const Literal& literal = entries_[i].literal;
    if (literal.word_start == word_start && (literal.text.size() == 2) == pairs) {
      table.order.push_back(static_cast<std::uint32_t>(i));
    }
  }
  std::ranges::stable_sort(table.order, {}, slot_of);
  table.begin.assign(kSlots + 1, 0);
  for (const std::uint32_t entry : table.order) ++table.begin[slot_of(entry) + 1];
  for (std::size_t i = 1; i <= kSlots; ++i) table.begin[i] += table.begin[i - 1];
}

void Prefilter::build() {
  fill(word_pairs_, true, true);
  fill(words_, true, false);
  fill(pairs_, false, true);
  fill(others_, false, false);
  entry_of_.clear();
}

void Prefilter::look_up(const Table& table, std::size_t slot, Search& search, std::size_t at) const {
  for (std::uint32_t i = table.begin[slot]; i < table.begin[slot + 1]; ++i) {
    const std::uint32_t entry = table.order[i];
    const Literal& literal = entries_[entry].literal;
    if (search.seen[entry] || !search.text.substr(at).starts_with(literal.text)) continue;
    const std::size_t end = at + literal.text.size();
    if (literal.word_end && end < search.text.size() && is_word_byte(search.text[end])) continue;
    search.seen[entry] = true;
    for (const std::uint32_t clause : entries_[entry].clauses) {
      if (search.satisfied[clause]) continue;
      search.satisfied[clause] = true;
      --search.missing[clause_owner_[clause]];
    }
  }
}

std::vector<std::size_t> Prefilter::candidates(std::string_view text) const {
  Search search{text, std::vector<bool>(entries_.size()), std::vector<bool>(clause_owner_.size()),
                needed_};
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char* at = text.data() + i;
    const bool three = i + 2 < text.size();
    const bool word_start = is_word_byte(text[i]) && (i == 0 || !is_word_byte(text[i - 1]));
    if (word_start) {
      look_up(word_pairs_, slot_of_pair(at), search, i);
      if (three) look_up(words_, slot_of_three(at), search, i);
    }
    look_up(pairs_, slot_of_pair(at), search, i);
    if (three) look_up(others_, slot_of_three(at), search, i);
  }
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < search.missing.size(); ++i) {
    if (search.missing[i] == 0) out.push_back(i);
  }
  return out;
}

}  // namespace waspada::detail
