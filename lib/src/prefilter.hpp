#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "literals.hpp"

namespace waspada::detail {

/// A range of folded text.
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

/// By expression: the parts of a text, ascending and apart, that all its matches lie
/// in; none when it cannot match.
class Windows {
 public:
  explicit Windows(std::size_t expressions) : of_(expressions) {}

  [[nodiscard]] std::span<const Range> operator[](std::size_t expression) const {
    const Slice& slice = of_[expression];
    return {ranges_.data() + slice.begin, slice.end - slice.begin};
  }

  /// To be called for one expression after the other, all ranges of one in a row.
  void add(std::size_t expression, Range range);

 private:
  struct Slice {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  std::vector<Slice> of_;
  std::vector<Range> ranges_;
};

/// Tells which of many expressions can occur in a text, and where, by the
/// literals that each of them needs: one pass over the text, whatever their
/// number. Build with add() and build(); afterwards immutable.
class Prefilter {
 public:
  /// The next expression, with what is required of its matches.
  void add(const Requirement& requirement);
  void build();

  [[nodiscard]] Windows windows(std::string_view text) const;

 private:
  /// A literal with all that is needed to tell it from the text at a place.
  struct Candidate {
    std::uint64_t head = 0;     ///< Its first eight bytes; those it has not are zero.
    std::uint32_t rest = 0;     ///< The others, in rests_.
    std::uint32_t clauses = 0;  ///< The first clause that it is in, in literal_clauses_.
    std::uint32_t clause_count = 0;
    std::uint16_t length = 0;
    bool word_end = false;
  };
  /// Literals by the hash of their first bytes.
  struct Table {
    std::uint64_t key = 0;               ///< Which of eight bytes are hashed.
    std::uint32_t slot_shift = 0;        ///< From a hash to its slot.
    std::vector<std::uint64_t> present;  ///< A bit per hash: most places end here.
    std::vector<std::uint32_t> begin;    ///< By slot, into `candidates`.
    std::vector<Candidate> candidates;

    [[nodiscard]] bool may_hold(std::size_t hash) const;
  };
  struct Entry {
    Literal literal;
    std::vector<std::uint32_t> clauses;
  };
  struct Expression {
    std::vector<std::uint32_t> clauses;  ///< The rarest first.
    std::size_t width = 0;
  };
  struct Search;

  [[nodiscard]] Table table_of(bool word_start, std::size_t shortest, std::size_t longest);
  void look_up(const Table& table, std::size_t hash, std::uint64_t head, Search& search,
               std::size_t at) const;
  void scan(Search& search) const;
  void add_windows_of(std::size_t index, const Search& search, Windows& out) const;

  std::vector<Entry> entries_;  ///< Only until build(), as are the next two.
  std::map<Literal, std::size_t> entry_of_;
  std::map<Clause, std::uint32_t> clause_of_;  ///< Expressions share equal clauses.
  std::uint32_t clauses_ = 0;
  std::vector<Expression> expressions_;
  std::vector<std::uint32_t> unfiltered_;              ///< Expressions without a clause.
  std::vector<std::vector<std::uint32_t>> rarest_of_;  ///< By clause: whose rarest it is.
  // What every place of a text is compared with lies side by side, to stay in the caches.
  std::string rests_;
  std::vector<std::uint32_t> literal_clauses_;
  // Most literals start a word, and few places do: they have tables of their own.
  std::array<Table, 4> words_;
  std::array<Table, 3> anywhere_;
};

}  // namespace waspada::detail
