#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "literals.hpp"

namespace waspada::detail {

/// Tells which of many expressions can occur in a text, by the strings that each
/// of them needs: one pass over the text, whatever their number. Build with
/// add() and build(); afterwards immutable.
class Prefilter {
 public:
  /// The next expression, with what required_literals() says of it.
  void add(const std::vector<Clause>& clauses);
  void build();

  /// Indices of the expressions that may occur in `text`, ascending.
  [[nodiscard]] std::vector<std::size_t> candidates(std::string_view text) const;

 private:
  /// Literals by the hash of their first bytes: range of `order` per slot.
  struct Table {
    std::vector<std::uint32_t> begin;
    std::vector<std::uint32_t> order;
  };
  struct Entry {
    Literal literal;
    std::vector<std::uint32_t> clauses;
  };
  struct Search;

  void fill(Table& table, bool word_start, bool pairs);
  void look_up(const Table& table, std::size_t slot, Search& search, std::size_t at) const;

  std::vector<Entry> entries_;
  std::map<Literal, std::size_t> entry_of_;   ///< Only until build().
  std::vector<std::uint32_t> clause_owner_;   ///< Clause to expression.
  std::vector<std::uint16_t> needed_;         ///< Expression to its number of clauses.
  // Most literals start a word, and few places do: they have tables of their
  // own. Those of two bytes have no third to hash.
  Table word_pairs_;
  Table words_;
  Table pairs_;
  Table others_;
};

}  // namespace waspada::detail
