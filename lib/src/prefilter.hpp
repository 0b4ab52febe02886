#pragma once

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
  /// Literals by the hash of their first bytes: range of `order` per slot.
  struct Table {
    std::vector<std::uint32_t> begin;
    std::vector<std::uint32_t> order;
    std::vector<std::uint64_t> head;  ///< First eight bytes, parallel to `order`,
    std::vector<std::uint64_t> mask;  ///< and which of them count.
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

  void fill(Table& table, bool word_start, bool pairs);
  void look_up(const Table& table, std::size_t slot, std::uint64_t head, Search& search,
               std::size_t at) const;
  [[nodiscard]] std::vector<Range> windows_of(const Expression& expression,
                                              const Search& search) const;

  std::vector<Entry> entries_;
  std::map<Literal, std::size_t> entry_of_;    ///< Only until build().
  std::map<Clause, std::uint32_t> clause_of_;  ///< Expressions share equal clauses.
  std::uint32_t clauses_ = 0;
  std::vector<Expression> expressions_;
  // Most literals start a word, and few places do: they have tables of their
  // own. Those of two bytes have no third to hash.
  Table word_pairs_;
  Table words_;
  Table pairs_;
  Table others_;
};

}  // namespace waspada::detail
