#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "prefilter.hpp"

namespace re2 {
class RE2;
}

namespace waspada::detail {

/// Regular expressions that are matched against one text together.
///
/// RE2::Set would do that in one automaton, but one of 270,000 instructions: it
/// takes 150 ms to compile and its states exceed any memory one would give it
/// (measured on this pack: 9 ms an ad). Here the strings that each expression
/// needs are looked for in one pass, and the few expressions that pass are run
/// on their own, compiled when first needed.
///
/// Immutable after compile(); any number of threads may search.
class Patterns {
 public:
  Patterns();
  Patterns(Patterns&&) noexcept;
  Patterns& operator=(Patterns&&) noexcept;
  ~Patterns();

  /// Adds an expression and returns its index. On a bad one returns false and
  /// says what RE2 says, with the offending piece.
  [[nodiscard]] bool add(const std::string& expression, std::size_t& index, std::string& error);

  /// To be called once, after the last add().
  void compile();

  [[nodiscard]] std::size_t size() const noexcept { return first_.size(); }

  /// Where matches can lie in a text, by alternative. With `unfiltered` that is everywhere, which
  /// must not change what find() finds.
  [[nodiscard]] Windows windows(std::string_view text, bool unfiltered = false) const;

  /// Whether an expression can occur, as far as its windows tell.
  [[nodiscard]] bool is_possible(std::size_t index, const Windows& windows) const;

  /// Bytes that find() has to search, with what each search costs besides, as bytes.
  [[nodiscard]] std::size_t cost(std::size_t index, const Windows& windows) const;

  /// Non-empty matches of one expression, ascending and apart, at most `limit`.
  /// The alternatives at the top of an expression are searched each on its own;
  /// where matches of two overlap, the earlier and longer one counts.
  [[nodiscard]] std::vector<Range> find(std::size_t index, std::string_view text,
                                        const Windows& windows, std::size_t limit) const;

  /// Whether an expression occurs in `text`.
  [[nodiscard]] bool matches(std::size_t index, std::string_view text) const;

 private:
  struct Single;
  struct Checker;
  [[nodiscard]] std::size_t end_of(std::size_t index) const;
  [[nodiscard]] const re2::RE2& exact(std::size_t single) const;
  [[nodiscard]] bool may_match(std::size_t single, std::string_view text, Range window) const;
  void find_single(std::size_t single, std::string_view text, std::span<const Range> windows,
                   std::size_t limit, std::vector<Range>& out) const;

  std::vector<std::size_t> first_;                ///< By expression: its first alternative.
  std::vector<std::unique_ptr<Single>> singles_;  ///< Alternatives, in order.
  std::unique_ptr<Checker> checker_;              ///< Only until compile().
  Prefilter prefilter_;
};

}  // namespace waspada::detail
