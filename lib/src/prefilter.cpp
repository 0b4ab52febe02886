#include "prefilter.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "ascii.hpp"

namespace waspada::detail {
namespace {

constexpr std::size_t kHashBits = 15;  // few enough that a bit each stays in the fastest cache
constexpr std::size_t kHead = sizeof(std::uint64_t);

constexpr auto kWordBytes = [] {
  std::array<bool, 256> out{};
  for (unsigned c = 0; c < 256; ++c) {
    const char byte = static_cast<char>(c);
    out[c] = is_alnum(byte) || byte == '_' || (byte >= 'A' && byte <= 'Z');
  }
  return out;
}();

bool is_word_byte(char c) { return kWordBytes[static_cast<unsigned char>(c)]; }

/// The first `count` bytes of a head.
constexpr std::uint64_t bytes(std::size_t count) {
  return count >= kHead ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * count)) - 1;
}

/// Eight bytes, the first lowest on any machine.
std::uint64_t load(const char* at) {
  std::uint64_t out = 0;
  std::memcpy(&out, at, kHead);
  if constexpr (std::endian::native == std::endian::big) {
    std::uint64_t swapped = 0;
    for (std::size_t i = 0; i < kHead; ++i)
      swapped |= (out >> (8 * i) & 0xFF) << (8 * (kHead - 1 - i));
    return swapped;
  }
  return out;
}

/// Up to eight bytes of `text`, the rest zero.
std::uint64_t head_of(std::string_view text) {
  std::array<char, kHead> out{};
  std::memcpy(out.data(), text.data(), std::min(text.size(), kHead));
  return load(out.data());
}

std::size_t hash_of(std::uint64_t key) { return (key * 0x9E3779B97F4A7C15U) >> (64 - kHashBits); }

}  // namespace

/// Whether a literal's first bytes have this hash: at most places none have.
inline bool Prefilter::Table::may_hold(std::size_t hash) const {
  return (present[hash / 64] >> (hash % 64) & 1U) != 0;
}

/// What has been seen of one text so far: by clause, the places of its literals.
struct Prefilter::Search {
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Place {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t next;  ///< Place of the same clause further right, or kNone.
  };
  std::string_view text;
  std::vector<std::uint32_t> first;  ///< By clause.
  std::vector<std::uint32_t> last;
  std::vector<std::uint32_t> seen;  ///< Clauses with a place.
  std::vector<Place> places;
  std::vector<std::uint32_t> character;  ///< By byte, its number; empty when all are of one byte.
  std::vector<std::uint32_t> start;      ///< By character, its first byte.

  void add(std::uint32_t clause, std::size_t begin, std::size_t end) {
    const auto place = static_cast<std::uint32_t>(places.size());
    places.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), kNone});
    if (first[clause] == kNone) {
      first[clause] = place;
      seen.push_back(clause);
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
    if (character.empty()) return at > count ? at - count : 0;
    return character[at] > count ? start[character[at] - count] : 0;
  }
  [[nodiscard]] std::size_t right(std::size_t at, std::size_t count) const {
    if (character.empty()) return std::min(at + count, text.size());
    return character[at] + count < start.size() ? start[character[at] + count] : text.size();
  }

  /// Numbers the characters of a text that has some of several bytes.
  void count_characters() {
    if (std::ranges::none_of(text, is_high)) return;
    character.reserve(text.size() + 1);
    start.reserve(text.size() + 1);
    for (std::size_t i = 0; i < text.size(); ++i) {
      const bool begins = i == 0 || (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
      if (begins) start.push_back(static_cast<std::uint32_t>(i));
      character.push_back(static_cast<std::uint32_t>(start.size() - 1));
    }
    character.push_back(static_cast<std::uint32_t>(start.size()));
    start.push_back(static_cast<std::uint32_t>(text.size()));
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

Prefilter::Table Prefilter::table_of(bool word_start, std::size_t shortest, std::size_t longest) {
  Table out;
  out.key = bytes(shortest);
  const auto hash = [&](const Candidate& candidate) { return hash_of(candidate.head & out.key); };
  for (const Entry& entry : entries_) {
    const Literal& literal = entry.literal;
    const std::size_t length = literal.text.size();
    if (literal.word_start != word_start || length < shortest || length > longest) continue;
    out.candidates.push_back({.head = head_of(literal.text),
                              .rest = static_cast<std::uint32_t>(rests_.size()),
                              .clauses = static_cast<std::uint32_t>(literal_clauses_.size()),
                              .clause_count = static_cast<std::uint32_t>(entry.clauses.size()),
                              .length = static_cast<std::uint16_t>(length),
                              .word_end = literal.word_end});
    if (length > kHead) rests_.append(literal.text, kHead);
    literal_clauses_.insert(literal_clauses_.end(), entry.clauses.begin(), entry.clauses.end());
  }
  std::ranges::stable_sort(out.candidates, {}, hash);
  const auto slot_bits = static_cast<std::uint32_t>(
      std::min<std::size_t>(kHashBits, std::bit_width(out.candidates.size() | 1)));
  out.slot_shift = static_cast<std::uint32_t>(kHashBits) - slot_bits;
  out.present.assign((std::size_t{1} << kHashBits) / 64, 0);
  out.begin.assign((std::size_t{1} << slot_bits) + 1, 0);
  for (const Candidate& candidate : out.candidates) {
    out.present[hash(candidate) / 64] |= std::uint64_t{1} << (hash(candidate) % 64);
    ++out.begin[(hash(candidate) >> out.slot_shift) + 1];
  }
  for (std::size_t i = 1; i < out.begin.size(); ++i) out.begin[i] += out.begin[i - 1];
  return out;
}

void Prefilter::build() {
  constexpr std::size_t kAny = static_cast<std::size_t>(-1);
  // Many words begin alike (pen-, meng-): the longer the key, the fewer to look at.
  words_ = {table_of(true, 2, 2), table_of(true, 3, 3), table_of(true, 4, 5),
            table_of(true, 6, kAny)};
  anywhere_ = {table_of(false, 2, 2), table_of(false, 3, 4), table_of(false, 5, kAny)};
  rarest_of_.resize(clauses_);
  for (std::size_t i = 0; i < expressions_.size(); ++i) {
    const Expression& expression = expressions_[i];
    auto& list = expression.clauses.empty() ? unfiltered_ : rarest_of_[expression.clauses.front()];
    list.push_back(static_cast<std::uint32_t>(i));
  }
  entries_ = {};
  entry_of_.clear();
  clause_of_.clear();
}

void Prefilter::look_up(const Table& table, std::size_t hash, std::uint64_t head, Search& search,
                        std::size_t at) const {
  const std::size_t slot = hash >> table.slot_shift;
  for (std::uint32_t i = table.begin[slot]; i < table.begin[slot + 1]; ++i) {
    const Candidate& candidate = table.candidates[i];
    const std::size_t length = candidate.length;
    if ((head & bytes(length)) != candidate.head) continue;
    const std::size_t end = at + length;
    if (end > search.text.size()) continue;
    if (candidate.word_end && end < search.text.size() && is_word_byte(search.text[end])) continue;
    if (length > kHead && std::memcmp(search.text.data() + at + kHead,
                                      rests_.data() + candidate.rest, length - kHead) != 0) {
      continue;
    }
    for (std::uint32_t j = 0; j < candidate.clause_count; ++j) {
      search.add(literal_clauses_[candidate.clauses + j], at, end);
    }
  }
}

void Prefilter::scan(Search& search) const {
  const std::string padded = std::string(search.text) + std::string(kHead, '\0');
  const auto look_up_all = [&](const auto& tables, std::size_t at) {
    const std::uint64_t head = load(padded.data() + at);
    for (const Table& table : tables) {
      const std::size_t hash = hash_of(head & table.key);
      if (table.may_hold(hash)) look_up(table, hash, head, search, at);
    }
  };
  bool in_word = false;
  for (std::size_t i = 0; i + 1 < search.text.size(); ++i) {
    const bool wordy = is_word_byte(padded[i]);
    if (wordy && !in_word) look_up_all(words_, i);
    look_up_all(anywhere_, i);
    in_word = wordy;
  }
}

void Windows::add(std::size_t expression, Range range) {
  Slice& slice = of_[expression];
  if (slice.begin == slice.end) {
    slice.begin = slice.end = static_cast<std::uint32_t>(ranges_.size());
  } else if (range.begin <= ranges_.back().end) {
    ranges_.back().end = std::max(ranges_.back().end, range.end);
    return;
  }
  ranges_.push_back(range);
  ++slice.end;
}

/// Around each place of the rarest clause, as far as a match can reach, if the
/// other clauses are there as well.
void Prefilter::add_windows_of(std::size_t index, const Search& search, Windows& out) const {
  const Expression& expression = expressions_[index];
  for (std::uint32_t i = search.first[expression.clauses.front()]; i != Search::kNone;
       i = search.places[i].next) {
    const Search::Place& place = search.places[i];
    const Range window{search.left(place.end, expression.width),
                       search.right(place.begin, expression.width)};
    const bool complete =
        std::all_of(expression.clauses.begin() + 1, expression.clauses.end(),
                    [&](std::uint32_t clause) { return search.within(clause, window); });
    if (complete) out.add(index, window);
  }
}

Windows Prefilter::windows(std::string_view text) const {
  Search search;
  search.text = text;
  search.count_characters();
  search.first.assign(clauses_, Search::kNone);
  search.last.assign(clauses_, Search::kNone);
  search.places.reserve(text.size());
  scan(search);
  Windows out(expressions_.size());
  for (const std::uint32_t i : unfiltered_) out.add(i, {0, text.size()});
  const bool ordinary = are_ordinary_runs(text);
  const auto is_seen = [&](std::uint32_t clause) { return search.first[clause] != Search::kNone; };
  for (const std::uint32_t rarest : search.seen) {
    for (const std::uint32_t i : rarest_of_[rarest]) {
      const Expression& expression = expressions_[i];
      if (!std::ranges::all_of(expression.clauses, is_seen)) continue;
      if (ordinary && expression.width < kUnbounded) {
        add_windows_of(i, search, out);
      } else {
        out.add(i, {0, text.size()});
      }
    }
  }
  return out;
}

}  // namespace waspada::detail
