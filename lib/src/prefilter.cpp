#include "prefilter.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "ascii.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kSlots = 1 << 13;  // few enough that a table stays in the fastest cache

bool is_word_byte(char c) { return is_alnum(c) || c == '_' || (c >= 'A' && c <= 'Z'); }

/// Up to eight bytes of `text`, the rest zero.
std::uint64_t head_of(std::string_view text) {
  std::uint64_t out = 0;
  std::memcpy(&out, text.data(), std::min(text.size(), sizeof out));
  return out;
}

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

/// What has been seen of one text so far: by clause, the places of its literals.
struct Prefilter::Search {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Place {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t next;  ///< Place of the same clause further right, or kNone.
  };
  std::string_view text;
  bool ascii = true;
  std::vector<std::uint32_t> first;  ///< By clause.
  std::vector<std::uint32_t> last;
  std::vector<Place> places;

  void add(std::uint32_t clause, std::size_t begin, std::size_t end) {
    const auto place = static_cast<std::uint32_t>(places.size());
    places.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), kNone});
    if (first[clause] == kNone) {
      first[clause] = place;
    } else {
      places[last[clause]].next = place;
    }
    last[clause] = place;
  }

  /// Whether a literal of `clause` lies in `range`.
  [[nodiscard]] bool within(std::uint32_t clause, Range range) const {
    for (std::uint32_t i = first[clause]; i != kNone; i = places[i].next) {
      if (places[i].begin >= range.end) return false;
      if (places[i].begin >= range.begin && places[i].end <= range.end) return true;
    }
    return false;
  }

  /// The place `count` characters to the left of `at`, or to the right.
  [[nodiscard]] std::size_t left(std::size_t at, std::size_t count) const {
    if (ascii) return at > count ? at - count : 0;
    for (; at > 0 && count > 0; --count) {
      do --at;
      while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
    }
    return at;
  }
  [[nodiscard]] std::size_t right(std::size_t at, std::size_t count) const {
    if (ascii) return std::min(at + count, text.size());
    for (; at < text.size() && count > 0; --count) {
      do ++at;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
    }
    return at;
  }
};

namespace {

/// How often a clause is met in an ad, roughly: the anchor should be rare. Words
/// that nearly every ad holds count as such; else what is longer is rarer.
double frequency_of(const Clause& clause) {
  constexpr auto kCommon = std::to_array<std::string_view>(
      {"kerja",      "loker",    "lowongan", "gaji",  "dibutuhkan", "cari",    "dicari",
       "butuh",      "karyawan", "kami",     "anda",  "posisi",     "lokasi",  "penempatan",
       "dan",        "untuk",    "dengan",   "yang",  "tim",        "bekerja", "staff",
       "staf",       "admin",    "operator", "orang", "pria",       "wanita",  "usia",
       "min",        "segera",   "hari",     "bulan", "pt",         "di",      "ke",
       "per",        "jam",      "data",     "tahun", "daftar",     "kirim",   "pengalaman",
       "perusahaan", "syarat",   "sales",    "job",   "area",       "kota",    "rp"});
  double sum = 0;
  for (const Literal& literal : clause) {
    if (std::ranges::find(kCommon, literal.text) != kCommon.end()) {
      sum += 2;
      continue;
    }
    const std::size_t length =
        literal.text.size() + (literal.word_start ? 1U : 0U) + (literal.word_end ? 1U : 0U);
    sum += length >= 6 ? 0.02 : length == 5 ? 0.05 : length == 4 ? 0.15 : length == 3 ? 0.8 : 4;
  }
  return sum;
}

}  // namespace

void Prefilter::add(const Requirement& requirement) {
  std::vector<Clause> clauses = requirement.clauses;
  std::ranges::stable_sort(clauses, {}, frequency_of);
  Expression expression;
  expression.width = requirement.width;
  for (const Clause& clause : clauses) {
    const auto [known, fresh] = clause_of_.emplace(clause, clauses_);
    expression.clauses.push_back(known->second);
    if (!fresh) continue;
    for (const Literal& literal : clause) {
      const auto [at, first] = entry_of_.emplace(literal, entries_.size());
      if (first) entries_.push_back({literal, {}});
      entries_[at->second].clauses.push_back(clauses_);
    }
    ++clauses_;
  }
  expressions_.push_back(std::move(expression));
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
  for (const std::uint32_t entry : table.order) {
    const std::string& text = entries_[entry].literal.text;
    table.head.push_back(head_of(text));
    table.mask.push_back(head_of(std::string(std::min<std::size_t>(text.size(), 8), '\xFF')));
  }
}

void Prefilter::build() {
  fill(word_pairs_, true, true);
  fill(words_, true, false);
  fill(pairs_, false, true);
  fill(others_, false, false);
  entry_of_.clear();
  clause_of_.clear();
}

void Prefilter::look_up(const Table& table, std::size_t slot, std::uint64_t head, Search& search,
                        std::size_t at) const {
  for (std::uint32_t i = table.begin[slot]; i < table.begin[slot + 1]; ++i) {
    if ((head & table.mask[i]) != table.head[i]) continue;
    const Entry& entry = entries_[table.order[i]];
    if (!search.text.substr(at).starts_with(entry.literal.text)) continue;
    const std::size_t end = at + entry.literal.text.size();
    if (entry.literal.word_end && end < search.text.size() && is_word_byte(search.text[end]))
      continue;
    for (const std::uint32_t clause : entry.clauses) search.add(clause, at, end);
  }
}

/// Around each place of the rarest clause, as far as a match can reach, if the
/// other clauses are there as well.
std::vector<Range> Prefilter::windows_of(const Expression& expression, const Search& search) const {
  std::vector<Range> out;
  for (std::uint32_t i = search.first[expression.clauses.front()]; i != Search::kNone;
       i = search.places[i].next) {
    const Search::Place& place = search.places[i];
    const Range window{search.left(place.end, expression.width),
                       search.right(place.begin, expression.width)};
    const bool complete = std::ranges::all_of(
        expression.clauses, [&](std::uint32_t clause) { return search.within(clause, window); });
    if (!complete) continue;
    if (!out.empty() && window.begin <= out.back().end) {
      out.back().end = std::max(out.back().end, window.end);
    } else {
      out.push_back(window);
    }
  }
  return out;
}

std::vector<std::vector<Range>> Prefilter::windows(std::string_view text) const {
  Search search;
  search.text = text;
  search.ascii = std::ranges::none_of(text, is_high);
  search.first.assign(clauses_, Search::kNone);
  search.last.assign(clauses_, Search::kNone);
  search.places.reserve(text.size());
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const char* at = text.data() + i;
    const bool three = i + 2 < text.size();
    const std::uint64_t head = head_of(text.substr(i));
    if (is_word_byte(text[i]) && (i == 0 || !is_word_byte(text[i - 1]))) {
      look_up(word_pairs_, slot_of_pair(at), head, search, i);
      if (three) look_up(words_, slot_of_three(at), head, search, i);
    }
    look_up(pairs_, slot_of_pair(at), head, search, i);
    if (three) look_up(others_, slot_of_three(at), head, search, i);
  }
  std::vector<std::vector<Range>> out(expressions_.size());
  const bool ordinary = are_ordinary_runs(text);
  for (std::size_t i = 0; i < expressions_.size(); ++i) {
    const Expression& expression = expressions_[i];
    const bool possible = std::ranges::all_of(expression.clauses, [&](std::uint32_t clause) {
      return search.first[clause] != Search::kNone;
    });
    if (!possible) continue;
    if (ordinary && !expression.clauses.empty() && expression.width < kUnbounded) {
      out[i] = windows_of(expression, search);
    } else {
      out[i].push_back({0, text.size()});
    }
  }
  return out;
}

}  // namespace waspada::detail
