#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "key_table.hpp"
#include "prefilter.hpp"
#include "tokenise.hpp"

namespace waspada::detail {

/// Names of firms, found whatever their legal form (`PT`, `Tbk`) and the order of their words,
/// and in spite of one slip (a letter too many, too few, wrong, or swapped) in a name of two
/// words or more. Immutable after build(); safe from any thread.
class FirmNames {
 public:
  enum class Added { fresh, duplicate, nameless };

  /// `name` as a list has it; nameless when nothing is left beside the legal form.
  Added add(std::string_view name);
  /// To be called once, after the last add().
  void build();
  [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

  /// The firms of a text that the list names.
  [[nodiscard]] std::vector<Range> find(std::string_view folded,
                                        const std::vector<FoldedToken>& tokens) const;
  /// Whether the text names any firm, by a legal form with a name beside it.
  [[nodiscard]] static bool names_firm(std::string_view folded,
                                       const std::vector<FoldedToken>& tokens);

 private:
  [[nodiscard]] bool holds(std::vector<std::string_view> words) const;

  KeyTable keys_;  ///< The words of a name, sorted.
  /// The hash of a name's words but one, and the name: who looks for a slip begins here. Sorted.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> all_but_one_;
};

}  // namespace waspada::detail
