#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
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

/// Tells which of many expressions can occur in a text, and where, by the
/// literals that each of them needs: one pass over the text, whatever their
/// number. Build with add() and build(); afterwards immutable.
class Prefilter {
 public:
  /// The next expression, with what is required of its matches.
  void add(const Requirement& requirement);
  void build();

  /// By expression: the parts of `text`, ascending and apart, that all its
  /// matches lie in; none when it cannot match.
  [[nodiscard]] std::vector<std::vector<Range>> windows(std::string_view text) const;

 private:
  /// A literal, as far as eight bytes tell it from the text at a place.
  struct Candidate {
    std::uint64_t head = 0;  ///< Its first eight bytes,
    std::uint64_t mask = 0;  ///< and which of them count.
    std::uint32_t entry = 0;
  };
  /// Literals by the hash of their first bytes.
  struct Table {
    std::uint64_t key = 0;               ///< Which of eight bytes are hashed.
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

  [[nodiscard]] Table table_of(bool word_start, std::size_t shortest, std::size_t longest) const;
  void look_up(const Table& table, std::size_t hash, std::uint64_t head, Search& search,
               std::size_t at) const;
  void scan(Search& search) const;
  [[nodiscard]] std::vector<Range> windows_of(const Expression& expression,
                                              const Search& search) const;

  std::vector<Entry> entries_;
  std::map<Literal, std::size_t> entry_of_;    ///< Only until build().
  std::map<Clause, std::uint32_t> clause_of_;  ///< Expressions share equal clauses.
  std::uint32_t clauses_ = 0;
  std::vector<Expression> expressions_;
  std::vector<std::uint32_t> unfiltered_;              ///< Expressions without a clause.
  std::vector<std::vector<std::uint32_t>> rarest_of_;  ///< By clause: whose rarest it is.
  // Most literals start a word, and few places do: they have tables of their own.
  std::array<Table, 4> words_;
  std::array<Table, 3> anywhere_;
};

}  // namespace waspada::detail
